"""Shows a Parquet file as pyarrow reads it, as JSON, for parquet.mjs: longs as texts, dates as microseconds. Or writes one.

    python3 parquet_pyarrow.py read|count|groups FILE    or    filter FILE N    or    write FILE FORM ROWS
"""

import decimal
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


DELTAS = {
    "n": "DELTA_BINARY_PACKED", "i32": "DELTA_BINARY_PACKED", "u32": "DELTA_BINARY_PACKED", "t": "DELTA_BINARY_PACKED",
    "s": "DELTA_BYTE_ARRAY", "c": "DELTA_LENGTH_BYTE_ARRAY", "f": "BYTE_STREAM_SPLIT", "g": "BYTE_STREAM_SPLIT", "b": "RLE",
    "dec": "BYTE_STREAM_SPLIT", "d": "BYTE_STREAM_SPLIT",
}
SMALL = {"data_page_size": 300, "row_group_size": 700, "write_batch_size": 64}
FORMS = {
    "plain": {},
    "version2": {"data_page_version": "2.0", "compression": "gzip"},
    "no_dictionary": {"use_dictionary": False, "compression": "none"},
    "small_pages": SMALL,
    "small_pages2": {**SMALL, "data_page_version": "2.0"},
    "deltas": {"use_dictionary": False, "data_page_version": "2.0", "column_encoding": DELTAS},
    "legacy": {"use_compliant_nested_type": False, "use_deprecated_int96_timestamps": True, "store_decimal_as_integer": True},
}


def written(rows):
    """The records that parquet_written.mjs expects."""
    numbers = range(rows)
    start = 1484204400000000  # 2017-01-12T15:00:00+08:00
    # INT96 knows no time without zone: that one is an instant here.
    return pa.table({
        "n": pa.array([None if i % 7 == 0 else i - 1500 for i in numbers], pa.int64()),
        "i32": pa.array([-i for i in numbers], pa.int32()),
        "u32": pa.array([4294967295 - i for i in numbers], pa.uint32()),
        "dec0": pa.array([decimal.Decimal(i * 1000) for i in numbers], pa.decimal128(12, 0)),
        "f": pa.array([i * 0.5 for i in numbers]),
        "g": pa.array([i / 4 for i in numbers], pa.float32()),
        "dec": pa.array([decimal.Decimal(i - 100) / 100 for i in numbers], pa.decimal128(30, 2)),
        "b": pa.array([i % 3 == 0 for i in numbers]),
        "s": pa.array([None if i % 5 == 0 else f"row {i} \u4e8c" for i in numbers]),
        "c": pa.array([f"city {i % 5}" for i in numbers]),
        "t": pa.array([start + i * 1000000 for i in numbers], pa.timestamp("us", tz="UTC")),
        "local": pa.array([start + i % 60 * 60000000 + 500000 for i in numbers], pa.timestamp("us", tz="UTC")),
        "ns": pa.array([(start + 1800000000) * 1000 + 100000001 + i * 10 for i in numbers], pa.timestamp("ns", tz="UTC")),
        "d": pa.array([17167 + i % 31 for i in numbers], pa.date32()),
        "l": pa.array([None if i % 6 == 0 else [i] * (i % 4) for i in numbers], pa.list_(pa.int64())),
        "ls": pa.array([[f"\u00e9{i}", ""] for i in numbers], pa.list_(pa.string())),
        "st": pa.array(
            [None if i % 4 == 0 else {"a": i, "l": ["q"] * (i % 3)} for i in numbers],
            pa.struct([("a", pa.int64()), ("l", pa.list_(pa.string()))]),
        ),
        "m": pa.array([[("even" if i % 2 == 0 else "other", i), ("k", -i)] for i in numbers], pa.map_(pa.string(), pa.int64())),
        "ll": pa.array([[[i], [], [1, 2]] for i in numbers], pa.list_(pa.list_(pa.int64()))),
    })


def main(action, path, *arguments):
    if action == "write":
        form, rows = arguments
        pq.write_table(written(int(rows)), path, **{"compression": "snappy", **FORMS[form]})
        return {}
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
