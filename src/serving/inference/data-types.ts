// Datatypes of the Open Inference Protocol: how many bytes a value has, and how it is read.

type NumberType = { bytes: number; read(view: DataView, at: number): number };

/** Everything but BYTES. 64-bit integers beyond 2^53 lose their last digits, as any double does. */
const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  BOOL: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  UINT8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  UINT16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  UINT32: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  UINT64: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  INT8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  INT16: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  INT32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  INT64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  FP16: { bytes: 2, read: (view, at) => halfPrecision(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => singleOf(view.getUint16(at, true) << 16) },
  FP32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  FP64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

export const DATA_TYPES = [...Object.keys(NUMBER_TYPES), 'BYTES'];

export function numberType(datatype: string): NumberType | undefined {
  return Object.hasOwn(NUMBER_TYPES, datatype) ? NUMBER_TYPES[datatype] : undefined;
}

/** IEEE 754 binary16: 0x3c00 is 1, 0x7e00 NaN. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const single = new DataView(new ArrayBuffer(4));

function singleOf(bits: number): number {
  single.setInt32(0, bits);
  return single.getFloat32(0);
}
