// The statements of W2 over the flights: the same question in the dialect of each contestant. `rows` is how many each must answer.
export const kQueries = [
  {
    name: "one key",
    rows: 220,
    ours: "select origin, count(*) n, avg(delay) d from stream group by origin",
    duckdb: "SELECT origin, count(*) n, avg(delay) d FROM records GROUP BY origin",
    sqlite: "SELECT origin, count(*) n, avg(delay) d FROM records GROUP BY origin",
    sqliteGoal: 10,
  },
  {
    name: "two keys",
    rows: 2977,
    ours: "select origin, destination, count(*) n, avg(delay) d from stream group by origin, destination",
    duckdb: "SELECT origin, destination, count(*) n, avg(delay) d FROM records GROUP BY origin, destination",
    sqlite: "SELECT origin, destination, count(*) n, avg(delay) d FROM records GROUP BY origin, destination",
    sqliteGoal: 10,
  },
  {
    name: "hour window",
    rows: 89200,
    ours: "select window(date, '1 hour').start h, count(*) n, avg(delay) d from stream group by window(date, '1 hour')",
    duckdb: "SELECT date_trunc('hour', date) h, count(*) n, avg(delay) d FROM records GROUP BY h",
    sqlite: "SELECT substr(date, 1, 13) h, count(*) n, avg(delay) d FROM records GROUP BY h",
    sqliteGoal: 10,
  },
];
