// How DuckDB reads point text: its CSV reader splits lines at tabs, and the text after `key=` is cast to the column's type.
// Of the ways tried (regexp_extract over whole lines, split_part, replace, list slices, substring) this is the fastest, though it
// takes the order of the fields for granted, which ours does not.
const kTypes = { date: "TIMESTAMP", long: "BIGINT", float: "DOUBLE", string: "VARCHAR", array: "JSON", map: "JSON" };

export function createTableSql(schema, path) {
  const columns = schema.map(({ key, valtype }, index) => {
    const text = `substring(c${index}, ${key.length + 2})`;
    return `${valtype === "string" ? text : `CAST(${text} AS ${kTypes[valtype]})`} AS "${key}"`;
  });
  const fields = schema.map((_, index) => `'c${index}': 'VARCHAR'`);
  return (
    `CREATE TABLE records AS SELECT ${columns.join(", ")} FROM read_csv('${path}', delim = '\t', header = false, ` +
    `quote = '', escape = '', auto_detect = false, columns = {${fields.join(", ")}})`
  );
}
