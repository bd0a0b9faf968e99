"""Shows a Parquet file as pyarrow reads it, as JSON, for parquet.mjs: longs as texts, dates as microseconds.

    python3 parquet_pyarrow.py read|count|groups FILE    or    filter FILE N
"""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq


def micros(column):
    return [None if value is None else str(value) for value in column.cast(pa.int64()).to_pylist()]


def texts(values):
    return None if values is None else [str(value) for value in values]


def read(path):
    table = pq.read_table(path)
    assert str(table.schema.field("t").type) == "timestamp[us, tz=UTC]", table.schema
    columns = {name: table.column(name).to_pylist() for name in ("f", "b", "s", "j", "lf", "lb", "ls")}
    columns["n"] = [None if value is None else str(value) for value in table.column("n").to_pylist()]
    columns["t"] = micros(table.column("t"))
    columns["ln"] = [texts(value) for value in table.column("ln").to_pylist()]
    flat = table.select(["m"]).flatten().flatten()
    columns["m_x"] = [None if value is None else str(value) for value in flat.column("m.x").to_pylist()]
    columns["m_when"] = micros(flat.column("m.when"))
    columns["m_deep_text"] = flat.column("m.deep.text").to_pylist()
    columns["m_deep_list"] = flat.column("m.deep.list").to_pylist()
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def main(action, path, *arguments):
    if action == "read":
        return read(path)
    if action == "count":
        return {"rows": pq.read_table(path).num_rows}
    if action == "groups":
        file = pq.ParquetFile(path)
        return {"rows": [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]}
    number = int(arguments[0])
    table = pq.read_table(path, columns=["n", "s"], filters=[("n", "=", number), ("j", "=", str(number))])
    return [{"n": str(row["n"]), "s": row["s"]} for row in table.to_pylist()]


print(json.dumps(main(*sys.argv[1:])))
