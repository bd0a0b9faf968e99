// The SQL inside a JSON body, in an editor of its own: what is written here is written into the body, and the other way round.
import type { JsonText } from '../base/json_place.ts';
import { SqlEditor } from '../widgets/sql_editor.tsx';
import { sqlText } from '../widgets/sql_text.ts';
import { useFunctions, useTables } from '../widgets/sql_vocabulary.ts';
import { tablesOfBody, withoutMagic } from './body_tables.ts';

export interface BodySqlProps {
  target: string; // of the request: names the repo that `stream` is
  body: string;
  place: JsonText;
  onInput(body: string): void;
  onSubmit(): void;
}

export function BodySql({ target, body, place, onInput, onSubmit }: BodySqlProps) {
  const texts = sqlText();
  const functions = useFunctions();
  const tables = useTables();
  const { setup, known, missing } = tablesOfBody(target, body, tables ?? []);
  const label = texts.bodySql(place.path);
  return (
    <div class="field">
      <span class="label">{label}</span>
      <SqlEditor
        label={label}
        value={place.value}
        setup={setup}
        onlySyntax={!tables ? '' : missing ? texts.onlySyntax(missing) : known ? undefined : texts.onlySyntaxHere}
        prepare={withoutMagic}
        names={{ tables: tables ?? [], functions: functions?.functions ?? [] }}
        onInput={(code) => {
          if (code !== place.value) onInput(body.slice(0, place.from) + JSON.stringify(code) + body.slice(place.to));
        }}
        onSubmit={onSubmit}
      />
    </div>
  );
}
