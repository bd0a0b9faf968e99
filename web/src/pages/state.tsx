// The state file: save it, load one, start afresh. What destroys asks first and can be undone.
import { useRef } from 'preact/hooks';
import { formatBytes, type Bytes } from '../base/bytes.ts';
import { confirm } from '../widgets/confirm.tsx';
import { useServices, type Services } from '../widgets/context.ts';
import { LoadError, Loading, PageHead, saveFile } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { notify } from '../widgets/notices.tsx';
import { formatCount, text } from '../widgets/text.ts';
import { useData } from '../widgets/use_data.ts';

export async function saveState(client: Services['client']): Promise<void> {
  const state = await client.downloadState();
  if (state.ok) saveFile('pandora.db', state.value, 'application/vnd.sqlite3');
  else notify('bad', state.error);
}

export function StatePage() {
  const { client } = useServices();
  const texts = text().state;
  const picker = useRef<HTMLInputElement>(null);

  const put = async (bytes: Bytes, done: string): Promise<void> => {
    const result = await client.uploadState(bytes);
    notify(result.ok ? 'good' : 'bad', result.ok ? done : result.error);
  };
  const upload = async (file: File): Promise<void> => {
    const message = texts.uploadConfirmText(file.name, formatBytes(file.size));
    if (!(await confirm({ title: texts.uploadConfirmTitle, message, action: texts.uploadConfirmAction }))) return;
    await put(new Uint8Array(await file.arrayBuffer()), texts.uploaded);
  };
  const reset = async (): Promise<void> => {
    if (!(await confirm({ title: texts.resetConfirmTitle, message: texts.resetConfirmText, action: texts.resetConfirmAction }))) return;
    const before = await client.downloadState();
    const result = await client.reset();
    if (!result.ok) return notify('bad', result.error);
    const undo = before.ok ? { label: text().undo, run: () => void put(before.value, texts.restored) } : undefined;
    notify('good', texts.resetDone, undo);
  };

  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      <div class="cards">
        <section class="card" aria-labelledby="state-save">
          <h2 id="state-save">{texts.downloadTitle}</h2>
          <p>{texts.downloadText}</p>
          <button type="button" class="button primary" onClick={() => saveState(client)}>
            <Icon name="download" />
            {texts.downloadAction}
          </button>
        </section>
        <section class="card" aria-labelledby="state-load">
          <h2 id="state-load">{texts.uploadTitle}</h2>
          <p>{texts.uploadText}</p>
          <button type="button" class="button" onClick={() => picker.current?.click()}>
            {texts.uploadAction}
          </button>
          <input
            ref={picker}
            type="file"
            class="visually-hidden"
            aria-label={texts.uploadAction}
            tabIndex={-1}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file) void upload(file);
            }}
          />
        </section>
        <section class="card" aria-labelledby="state-reset">
          <h2 id="state-reset">{texts.resetTitle}</h2>
          <p>{texts.resetText}</p>
          <button type="button" class="button danger" onClick={reset}>
            {texts.resetAction}
          </button>
        </section>
      </div>
      <About />
    </>
  );
}

function About() {
  const texts = text().state;
  const info = useData('info', (client) => client.info());
  if (info.error) return <LoadError error={info.error} retry={info.reload} />;
  if (!info.value) return <Loading />;
  return (
    <section aria-labelledby="state-about">
      <h2 id="state-about" class="section-title">
        {texts.about}
      </h2>
      <dl class="facts">
        <dt>{texts.version}</dt>
        <dd>{info.value.version}</dd>
        <dt>{texts.host}</dt>
        <dd>{info.value.host}</dd>
        <dt>{texts.file}</dt>
        <dd>
          <code class="break">{info.value.stateFile}</code>
        </dd>
        <dt>{texts.journal}</dt>
        <dd>{formatCount(info.value.journalLength)}</dd>
        <dt>{texts.checksum}</dt>
        <dd>
          <code class="break">{info.value.checksum}</code>
        </dd>
      </dl>
    </section>
  );
}
