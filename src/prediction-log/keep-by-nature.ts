// Identifiers and free text, told by name and by what the training rows had.

import { isNamedAsIdentifier } from '../data/inference/advice.ts';
import type { Signature } from '../data/signature.ts';
import type { Keeping } from '../project/privacy-schema.ts';

/** Of a provenance, what tells identifiers and free text. */
export type KnownRows = { signature: Signature; data: { rows: number } };

type Kept = { keeping: Keeping; because: string };
type SignatureColumn = Signature['columns'][number];

/** More categories than these name things rather than kinds of things. */
const MANY = 100;
/** Fewer categories than these are kinds, however few the rows. */
const FEW = 10;
const MOSTLY_DISTINCT = 0.5;
/** Telephone and account numbers; quantities rarely begin there. */
const LONG_NUMBER = 10_000_000;
const WORDS_OF_TEXT = 4;
const LETTERS_OF_TEXT = 60;

/** Words of a name, with one underscore between them. */
const SECRET = /(^|_)(password|passwd|pwd|token|secret|api_key|pin|cvv|cvc)(_|$)/;
const PERSONAL =
  /(^|_)(e_?mail|mail|phone|telephone|tel|mobile|fax|ssn|passport|iban|bic|account_number|card_number|address|street|birth|birthday|birth_?date|dob|ip|surname|(first|last|full|user|family|given|middle|nick|maiden)_?name|login|licen[cs]e_plate|vin|gps|latitude|longitude)(_|$)/;

/** What is kept of a column unless somebody says otherwise: times and kinds, and numbers that are no names. */
export function keepByNature(name: string, { signature, data: { rows } }: KnownRows): Kept {
  const words = wordsOf(name);
  if (SECRET.test(words)) return { keeping: 'omit', because: 'its name says that it is a secret' };
  if (PERSONAL.test(words)) return { keeping: 'hash', because: 'its name says that it is about a person' };
  const column = signature.columns.find(each => each.name === name);
  if (column === undefined) return { keeping: 'hash', because: 'nothing is known of its values' };
  // Its values do not stand in the signature, so that nothing else is known of them.
  if (column.withheld) return { keeping: column.withheld, because: 'its values were withheld at training' };
  if (column.type === 'categorical') return keepCategories(column, rows);
  if (column.type === 'numeric') return keepNumbers(column);
  return { keeping: 'keep', because: 'it is a time' };
}

function keepCategories({ categories = [] }: SignatureColumn, rows: number): Kept {
  const count = typeof categories === 'number' ? categories : categories.length;
  if (Array.isArray(categories) && count >= FEW) {
    const texts = categories.filter(isText).length;
    if (2 * texts >= count) return { keeping: 'omit', because: 'it is free text' };
  }
  if (count > MANY) return { keeping: 'hash', because: `it has ${count} different values` };
  if (count >= FEW && count >= MOSTLY_DISTINCT * rows) {
    return { keeping: 'hash', because: `it has ${count} different values in ${rows} rows` };
  }
  return { keeping: 'keep', because: `it has ${count} different values` };
}

function isText(category: string): boolean {
  return category.length > LETTERS_OF_TEXT || category.trim().split(/\s+/).length >= WORDS_OF_TEXT;
}

function keepNumbers({ name, min, max }: SignatureColumn): Kept {
  if (isNamedAsIdentifier(name)) return { keeping: 'hash', because: 'its name says that it names something' };
  const whole = Number.isInteger(min) && Number.isInteger(max);
  return whole && Number(min) >= LONG_NUMBER
    ? { keeping: 'hash', because: 'its whole numbers are as long as account numbers' }
    : { keeping: 'keep', because: 'it is a number' };
}

/** @example wordsOf('homeEmail 2') // 'home_email_2' */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_');
}
