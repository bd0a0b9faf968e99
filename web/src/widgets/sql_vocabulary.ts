// The names that a statement may use, for completion: tables and fields follow the engine's changes, functions are asked for once.
import { useData } from './use_data.ts';
import type { SqlTable } from '../engine/control_client.ts';
import type { SqlFunctions } from '../protocol/sql.ts';
import { useServices } from './context.ts';
import { useEffect, useState } from 'preact/hooks';

export const kMaxTables = 100; // whose fields are fetched; an account rarely has as many

let known: Promise<SqlFunctions | undefined> | undefined;

export function useFunctions(): SqlFunctions | undefined {
  const { client } = useServices();
  const [functions, setFunctions] = useState<SqlFunctions>();
  useEffect(() => {
    known ??= client.sqlFunctions().then((answer) => {
      if (!answer.ok) known = undefined; // asked again by the next component
      return answer.ok ? answer.value : undefined;
    });
    let gone = false;
    void known.then((value) => {
      if (!gone) setFunctions(value);
    });
    return () => {
      gone = true;
    };
  }, []);
  return functions;
}

export function useTables(): SqlTable[] | undefined {
  return useData('sql tables', (client) => client.sqlTables(kMaxTables)).value;
}
