/**
 * Schemas for single values off the wire. Each takes whatever JSON brought and gives the value or null:
 * one odd field never costs the event.
 */
import * as z from 'zod/mini';
import { toPlain } from './plain.ts';

const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

export function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && NUMERIC.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

export function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return word === 'true' ? true : word === 'false' ? false : null;
}

function readMoment(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function readList(value: unknown): unknown[] {
  const plain = toPlain(value);
  return Array.isArray(plain) ? plain : [];
}

export const text = z.transform(readText);
export const number = z.transform(readNumber);
export const flag = z.transform(readFlag);
/** A moment as sent; `toTimestamp` reads it. */
export const moment = z.transform(readMoment);
/** Any JSON, safe to hand on. */
export const json = z.transform((value) => toPlain(value) ?? null);
export const list = z.transform(readList);
/** A list of ids: what is no id is left out. */
export const texts = z.transform((value) =>
  readList(value)
    .map(readText)
    .filter((id) => id !== null),
);

/** An optional object: anything else counts as one in which every field is missing. */
export function block<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.pipe(
    z.transform((value) => (isRecord(value) ? value : {})),
    z.object(shape),
  );
}
