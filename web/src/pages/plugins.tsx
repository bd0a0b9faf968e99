// Plugins: what was uploaded, and what each computes.
import { useRef, useState } from 'preact/hooks';
import { formatBytes } from '../base/bytes.ts';
import { beijingClock } from '../base/time.ts';
import { deletePlugin, listPlugins, plugin as askPlugin, uploadPlugin } from '../engine/sink_questions.ts';
import type { Plugin } from '../protocol/plugins.ts';
import { confirm } from '../widgets/confirm.tsx';
import { useServices } from '../widgets/context.ts';
import { DataTable, EmptyState, LoadError, Loading, PageHead } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { notify } from '../widgets/notices.tsx';
import { go, href } from '../widgets/router.ts';
import { sinkText } from '../widgets/sink_text.ts';
import { useData } from '../widgets/use_data.ts';
import { BindingEditor } from './plugin_binding.tsx';

export function PluginsPage({ name }: { name: string | undefined }) {
  return name === undefined ? <PluginList /> : <PluginPage key={name} name={name} />;
}

function JarBadge({ jar }: { jar: string }) {
  return <span class={`badge nowrap ${jar === 'class found' ? 'good' : 'warn'}`}>{sinkText().plugins.states[jar] ?? jar}</span>;
}

// What binds a plugin, in a word.
function bindingText({ binding }: Plugin): string {
  const texts = sinkText().plugins;
  if (!binding) return texts.bindings.none!;
  return binding.builtin ? (texts.builtins[binding.builtin] ?? binding.builtin) : texts.bindings.code!;
}

function PluginList() {
  const texts = sinkText().plugins;
  const plugins = useData('plugins', listPlugins);
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      {plugins.error && <LoadError error={plugins.error} retry={plugins.reload} />}
      {plugins.loading && <Loading />}
      {plugins.value?.length === 0 && <EmptyState title={texts.emptyTitle} hint={texts.emptyText} />}
      {plugins.value && plugins.value.length > 0 && (
        <DataTable
          caption={texts.title}
          rows={plugins.value}
          rowKey={(row) => row.name}
          columns={[
            { key: 'name', title: sinkText().name, cell: (row) => <a href={href(['plugins', row.name])}>{row.name}</a> },
            { key: 'jar', title: texts.jar, cell: (row) => <JarBadge jar={row.jar} /> },
            { key: 'binding', title: texts.bound, cell: (row) => <span class={row.binding ? '' : 'badge nowrap warn'}>{bindingText(row)}</span> },
            { key: 'users', title: texts.usedBy, cell: (row) => (row.transforms.length > 0 ? <Users plugin={row} /> : <span class="muted">{texts.nobody}</span>) },
            { key: 'size', title: texts.size, numeric: true, narrow: true, cell: (row) => formatBytes(row.size) },
            { key: 'created', title: texts.created, narrow: true, cell: (row) => Object.values(beijingClock(row.createTime)).join(' ') },
          ]}
        />
      )}
      <UploadForm />
    </>
  );
}

// The transforms that name a plugin, with the repo each reads.
function Users({ plugin }: { plugin: Plugin }) {
  return (
    <ul>
      {plugin.transforms.map((row) => (
        <li key={`${row.repo} ${row.name}`}>
          <a href={href(['repos', row.repo])}>{row.repo}</a> / {row.name}
        </li>
      ))}
    </ul>
  );
}

function UploadForm() {
  const texts = sinkText().plugins;
  const { client } = useServices();
  const file = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  // A jar is named like its class; the package is not in the file's name.
  const suggest = (): void => {
    const chosen = file.current?.files?.[0];
    if (chosen && name === '') setName(chosen.name.replace(/\.jar$/i, ''));
  };
  const send = async (): Promise<void> => {
    const chosen = file.current?.files?.[0];
    if (!chosen) return notify('bad', texts.choose);
    setBusy(true);
    const answer = await uploadPlugin(client, name.trim(), new Uint8Array(await chosen.arrayBuffer()));
    setBusy(false);
    if (!answer.ok) return notify('bad', answer.error);
    notify('good', texts.uploaded(name.trim()));
    go(['plugins', name.trim()]);
  };
  return (
    <form
      class="card stack"
      aria-labelledby="upload-title"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2 id="upload-title">{texts.upload}</h2>
      <div class="row fields">
        <label class="field">
          <span class="label">{texts.file}</span>
          <input ref={file} class="input" type="file" accept=".jar,application/java-archive" onChange={suggest} />
        </label>
        <label class="field grow">
          <span class="label">{texts.name}</span>
          <input class="input mono" required spellcheck={false} autocapitalize="off" placeholder={texts.placeholder} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
      </div>
      <div>
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? texts.sending : texts.send}
        </button>
      </div>
    </form>
  );
}

function PluginPage({ name }: { name: string }) {
  const texts = sinkText().plugins;
  const { client } = useServices();
  const plugin = useData(`plugin ${name}`, (asked) => askPlugin(asked, name));
  const remove = async (): Promise<void> => {
    if (!(await confirm({ title: texts.confirmTitle, message: texts.confirmText(name), action: texts.remove }))) return;
    const answer = await deletePlugin(client, name);
    notify(answer.ok ? 'good' : 'bad', answer.ok ? texts.deleted(name) : answer.error);
    if (answer.ok) go(['plugins']);
  };
  return (
    <>
      <nav class="crumbs">
        <a href={href(['plugins'])}>{texts.title}</a>
      </nav>
      <PageHead title={<span class="break">{name}</span>}>
        <button type="button" class="button" disabled={!plugin.value} onClick={() => void remove()}>
          <Icon name="trash" />
          {texts.remove}
        </button>
      </PageHead>
      {plugin.error && <LoadError error={plugin.error} retry={plugin.reload} />}
      {plugin.loading && <Loading />}
      {plugin.value && (
        <>
          <Facts plugin={plugin.value} />
          {!plugin.value.binding && (
            <div class="callout warn" role="note">
              <Icon name="warn" />
              <p class="grow">{texts.notBound}</p>
            </div>
          )}
          {plugin.value.transforms.filter((row) => row.error).map((row) => (
            <div key={`${row.repo} ${row.name}`} class="callout bad" role="note">
              <Icon name="warn" />
              <div class="grow">
                <strong class="break">{`${row.repo} / ${row.name}`}</strong>
                <p class="break">{row.error}</p>
              </div>
            </div>
          ))}
          <BindingEditor key={JSON.stringify(plugin.value.binding ?? null)} plugin={plugin.value} />
        </>
      )}
    </>
  );
}

function Facts({ plugin }: { plugin: Plugin }) {
  const texts = sinkText().plugins;
  return (
    <dl class="facts">
      <dt>{texts.jar}</dt>
      <dd>
        <JarBadge jar={plugin.jar} /> <span class="muted break">{plugin.note}</span>
      </dd>
      <dt>{texts.size}</dt>
      <dd class="numeric">{formatBytes(plugin.size)}</dd>
      <dt>{texts.md5}</dt>
      <dd>
        <code class="break">{plugin.md5}</code>
      </dd>
      <dt>{texts.created}</dt>
      <dd class="numeric">{Object.values(beijingClock(plugin.createTime)).join(' ')}</dd>
      <dt>{texts.usedBy}</dt>
      <dd>{plugin.transforms.length > 0 ? <Users plugin={plugin} /> : <span class="muted">{texts.nobody}</span>}</dd>
      {plugin.classes.length > 0 && [
        <dt key="t">{texts.classes}</dt>,
        <dd key="d">
          <code class="break">{plugin.classes.join('\n')}</code>
        </dd>,
      ]}
    </dl>
  );
}
