// The repos beside the scratch pad, as tables: a click on a name puts it into the statement.
import type { SqlTable } from '../engine/control_client.ts';
import { quoteName } from '../protocol/sql.ts';
import { Loading } from '../widgets/controls.tsx';
import { sqlText } from '../widgets/sql_text.ts';
import { kMaxTables } from '../widgets/sql_vocabulary.ts';

export function SqlTables({ tables, insert }: { tables: SqlTable[] | undefined; insert(name: string): void }) {
  const texts = sqlText();
  return (
    <section class="sql-tables" aria-labelledby="sql-tables-title">
      <h2 id="sql-tables-title">{texts.tables}</h2>
      {tables === undefined && <Loading />}
      {tables?.length === 0 && <p class="muted small-text">{texts.noTables}</p>}
      {tables && tables.length > 0 && <p class="muted small-text">{texts.tablesHint}</p>}
      {tables && tables.length >= kMaxTables && <p class="muted small-text">{texts.firstTables(kMaxTables)}</p>}
      <ul>
        {tables?.map((table, at) => (
          <li key={table.name}>
            <details open={at < 3}>
              <summary aria-label={`${table.name}: ${texts.fields(table.fields.length)}`}>
                <span class="break">{table.name}</span>
              </summary>
              <ul>
                <NameButton name={table.name} note={texts.table} insert={insert} />
                {table.fields.map((field) => (
                  <NameButton key={field.key} name={field.key} note={field.valtype} insert={insert} />
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NameButton({ name, note, insert }: { name: string; note: string; insert(name: string): void }) {
  return (
    <li>
      <button type="button" class="sql-name" title={sqlText().insert(name)} onClick={() => insert(quoteName(name))}>
        <code class="break">{name}</code>
        <span class="muted small-text">{note}</span>
      </button>
    </li>
  );
}
