// Reads a column of longs out of a Parquet file, by the format's specification and without our writer's code: for tests that look into
// exported files where no other reader is at hand (tests/interop/parquet.mjs has other people's). It takes the bytes for sound: a
// damaged file throws.
import assert from 'node:assert/strict';

// Values of Thrift's compact protocol. A struct becomes { number of a field: its value }.
class Thrift {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    assert.ok(this.at < this.bytes.length, 'the file ends too early');
    return this.bytes[this.at++];
  }

  take(size) {
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  zigzag() {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  struct() {
    const fields = {};
    for (let field = 0; ; ) {
      const header = this.byte();
      if (header === 0) return fields;
      field = header >> 4 === 0 ? this.zigzag() : field + (header >> 4);
      fields[field] = this.value(header & 15);
    }
  }

  value(type) {
    if (type === 1 || type === 2) return type === 1;
    if (type === 8) return this.take(this.varint());
    if (type === 12) return this.struct();
    if (type !== 9) return this.zigzag();
    const header = this.byte();
    const count = header >> 4 === 15 ? this.varint() : header >> 4;
    return Array.from({ length: count }, () => this.value(header & 15));
  }
}

function unpackSnappy(packed) {
  const reader = new Thrift(packed, 0);
  const out = Buffer.alloc(reader.varint());
  let end = 0;
  while (reader.at < packed.length) {
    const tag = reader.byte();
    if ((tag & 3) === 0) {
      const short = tag >> 2;
      const size = 1 + (short < 60 ? short : reader.take(short - 59).readUIntLE(0, short - 59));
      end += reader.take(size).copy(out, end);
      continue;
    }
    const size = (tag & 3) === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const back = (tag & 3) === 1 ? ((tag >> 5) << 8) | reader.byte() : (tag & 3) === 2 ? reader.take(2).readUInt16LE() : reader.take(4).readUInt32LE();
    for (const stop = end + size; end < stop; end += 1) out[end] = out[end - back]; // it may overlap itself
  }
  return out;
}

// `count` numbers of `width` bits from the hybrid of runs and bit-packed groups.
function hybrid(bytes, width, count) {
  const reader = new Thrift(bytes, 0);
  const values = [];
  while (values.length < count) {
    const header = reader.varint();
    if (header % 2 === 0) {
      const size = Math.ceil(width / 8);
      const value = size === 0 ? 0 : reader.take(size).readUIntLE(0, size);
      for (let i = 0; i < header / 2; i += 1) values.push(value);
      continue;
    }
    const groups = reader.take(((header - 1) / 2) * width);
    for (let i = 0; i < (header - 1) * 4; i += 1) {
      let value = 0;
      for (let bit = 0; bit < width; bit += 1) value += ((groups[(i * width + bit) >> 3] >> ((i * width + bit) & 7)) & 1) * 2 ** bit;
      values.push(value);
    }
  }
  return values.slice(0, count); // the last group may be longer than needed
}

function plain(bytes, count) {
  return Array.from({ length: count }, (_, i) => Number(bytes.readBigInt64LE(i * 8)));
}

// The values of one page; null for nulls. An optional column has its levels first, behind their size.
function pageValues({ 1: count, 2: encoding }, body, optional, dictionary) {
  const size = optional ? 4 + body.readUInt32LE() : 0;
  const levels = optional ? hybrid(body.subarray(4, size), 1, count) : Array(count).fill(1);
  const present = levels.filter((level) => level === 1).length;
  const rest = body.subarray(size);
  const values = encoding === 8 ? hybrid(rest.subarray(1), rest[0], present).map((code) => dictionary[code]) : plain(rest, present);
  let next = 0;
  return levels.map((level) => (level === 1 ? values[next++] : null));
}

function chunkValues(file, chunk, optional) {
  const codec = { 0: (bytes) => bytes, 1: unpackSnappy }[chunk[4]];
  assert.ok(codec, `codec ${chunk[4]} is not read here`);
  const reader = new Thrift(file, chunk[11] ?? chunk[9]);
  const values = [];
  let dictionary = [];
  for (const end = reader.at + chunk[7]; reader.at < end; ) {
    const header = reader.struct();
    const body = codec(reader.take(header[3]));
    if (header[1] === 2) dictionary = plain(body, header[7][1]);
    else values.push(...pageValues(header[5], body, optional, dictionary));
  }
  return values;
}

// The column `name` of the highest level, which must be INT64: numbers, and null for nulls. `file` is a Buffer.
export function readLongs(file, name) {
  assert.equal(file.subarray(0, 4).toString() + file.subarray(-4).toString(), 'PAR1PAR1', 'the marks at both ends of a Parquet file');
  const footer = new Thrift(file, file.length - 8 - file.readUInt32LE(file.length - 8)).struct();
  const node = footer[2].slice(1).find((one) => one[4].toString() === name);
  assert.equal(node?.[1], 2, `a column ${name} of INT64`);
  const values = footer[4].flatMap((group) => {
    const column = group[1].find((one) => one[3][3].map(String).join('.') === name);
    return chunkValues(file, column[3], node[3] === 1);
  });
  assert.equal(values.length, footer[3], 'as many values as the footer says');
  return values;
}
