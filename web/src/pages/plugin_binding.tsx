// What a plugin computes, to be written: a statement in the SQL editor, or a built-in format with its options.
import { useState } from 'preact/hooks';
import { bindPlugin, unbindPlugin } from '../engine/sink_questions.ts';
import { kBuiltins, type Binding, type Plugin } from '../protocol/plugins.ts';
import { quoteName } from '../protocol/sql.ts';
import { useServices } from '../widgets/context.ts';
import { notify } from '../widgets/notices.tsx';
import { sinkText } from '../widgets/sink_text.ts';
import { SqlEditor } from '../widgets/sql_editor.tsx';
import { sqlText } from '../widgets/sql_text.ts';
import { useFunctions, useTables } from '../widgets/sql_vocabulary.ts';

export function BindingEditor({ plugin }: { plugin: Plugin }) {
  const texts = sinkText().plugins;
  const { client } = useServices();
  const [binding, setBinding] = useState<Binding>(plugin.binding ?? { code: 'select * from stream' });
  const change = (part: Partial<Binding>): void => setBinding((old) => ({ ...old, ...part }));
  const isSql = binding.builtin === undefined;
  const save = async (): Promise<void> => {
    const answer = await bindPlugin(client, plugin.name, partsOf(binding));
    notify(answer.ok ? 'good' : 'bad', answer.ok ? texts.saved : answer.error);
  };
  const unbind = async (): Promise<void> => {
    const answer = await unbindPlugin(client, plugin.name);
    notify(answer.ok ? 'good' : 'bad', answer.ok ? texts.removed : answer.error);
  };
  return (
    <form
      class="card stack"
      aria-labelledby="binding-title"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2 id="binding-title">{texts.editor}</h2>
      <div class="segments" role="group" aria-label={texts.kind}>
        <button type="button" aria-pressed={isSql} onClick={() => change({ builtin: undefined, code: binding.code ?? '' })}>
          {texts.sql}
        </button>
        <button type="button" aria-pressed={!isSql} onClick={() => change({ builtin: binding.builtin ?? kBuiltins[0] })}>
          {texts.builtin}
        </button>
      </div>
      {isSql ? <SqlBinding plugin={plugin} code={binding.code ?? ''} change={change} save={() => void save()} /> : <BuiltinBinding binding={binding} change={change} />}
      <div class="row">
        <button type="submit" class="button primary">
          {texts.save}
        </button>
        {plugin.binding && (
          <button type="button" class="button" onClick={() => void unbind()}>
            {texts.removeBinding}
          </button>
        )}
      </div>
    </form>
  );
}

// The members that belong to the kind, and those that say something.
function partsOf(binding: Binding): Binding {
  if (binding.builtin === undefined) return { code: binding.code ?? '' };
  const { builtin, field, delimiter, columns, pairSeparator, keySeparator } = binding;
  return {
    builtin,
    ...(field && { field }),
    ...(builtin === 'csv' && { ...(delimiter && { delimiter }), ...(columns && columns.length > 0 && { columns }) }),
    ...(builtin === 'key-value' && { ...(pairSeparator && { pairSeparator }), ...(keySeparator && { keySeparator }) }),
  };
}

interface SqlBindingProps {
  plugin: Plugin;
  code: string;
  change(part: Partial<Binding>): void;
  save(): void;
}

// The statement is read as if `stream` were a repo of the person's choice; the one that a transform with the plugin reads, to begin with.
function SqlBinding({ plugin, code, change, save }: SqlBindingProps) {
  const texts = sinkText().plugins;
  const functions = useFunctions();
  const tables = useTables();
  const [chosen, setChosen] = useState<string>();
  const repo = chosen ?? plugin.transforms[0]?.repo ?? '';
  const source = tables?.find((table) => table.name === repo);
  return (
    <>
      <p class="muted small-text">{texts.sqlHint}</p>
      <SqlEditor
        label={texts.statement}
        value={code}
        setup={source ? [`create temporary view stream as select * from ${quoteName(source.name)}`] : []}
        onlySyntax={source ? undefined : tables ? sqlText().onlySyntaxHere : ''}
        names={{ tables: source ? [{ name: 'stream', fields: source.fields }] : [], functions: functions?.functions ?? [] }}
        onInput={(next) => change({ code: next })}
        onSubmit={save}
      />
      <label class="row">
        <span class="label">{texts.readAs}</span>
        <select class="input" value={source ? repo : ''} onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="">{texts.noRepo}</option>
          {tables?.map((table) => (
            <option key={table.name}>{table.name}</option>
          ))}
        </select>
      </label>
    </>
  );
}

function BuiltinBinding({ binding, change }: { binding: Binding; change(part: Partial<Binding>): void }) {
  const texts = sinkText().plugins;
  const input = (label: string, value: string, placeholder: string, onInput: (value: string) => void) => (
    <label class="field">
      <span class="label">{label}</span>
      <input class="input mono" spellcheck={false} placeholder={placeholder} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
  return (
    <div class="row fields">
      <label class="field">
        <span class="label">{texts.builtin}</span>
        <select class="input" value={binding.builtin} onChange={(event) => change({ builtin: event.currentTarget.value })}>
          {kBuiltins.map((name) => (
            <option key={name} value={name}>
              {texts.builtins[name]}
            </option>
          ))}
        </select>
      </label>
      {input(texts.textField, binding.field ?? '', texts.textFieldHint, (field) => change({ field }))}
      {binding.builtin === 'csv' && input(texts.delimiter, binding.delimiter ?? '', ',', (delimiter) => change({ delimiter }))}
      {binding.builtin === 'csv' &&
        input(texts.columns, (binding.columns ?? []).join(','), texts.columnsHint, (list) => change({ columns: list.split(',').map((name) => name.trim()).filter(Boolean) }))}
      {binding.builtin === 'key-value' && input(texts.pair, binding.pairSeparator ?? '', '␠', (pairSeparator) => change({ pairSeparator }))}
      {binding.builtin === 'key-value' && input(texts.key, binding.keySeparator ?? '', '=', (keySeparator) => change({ keySeparator }))}
    </div>
  );
}
