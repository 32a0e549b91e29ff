// A guardrail of one branch in words.

import { formatNumber, formatRelative } from '../terminal/format.ts';
import type { GuardrailState } from './guardrails.ts';

/** @example guardrailText(state) // 'errors: accuracy of b is 0.71 (0.68 to 0.74), at least 0.8' */
export function guardrailText(state: GuardrailState): string {
  const { guardrail, metric, branch, value } = state;
  const { low, high, limit } = guardrailCells(state);
  const interval = low === '' ? (value === null ? 'nothing yet' : 'too little to tell') : `${low} to ${high}`;
  const amount = `${amountOf(state, value)}${state.limit.worseBy === null ? '' : " worse than the baseline's"}`;
  return `${guardrail}: ${metric} of ${branch} is ${amount} (${interval}), ${limit}`;
}

/** What a table shows of it. */
export function guardrailCells(state: GuardrailState): {
  value: string;
  low: string;
  high: string;
  limit: string;
} {
  const { value, low, high, limit } = state;
  const limits = [
    ...(limit.atMost === null ? [] : [`at most ${formatNumber(limit.atMost)}`]),
    ...(limit.atLeast === null ? [] : [`at least ${formatNumber(limit.atLeast)}`]),
    ...(limit.worseBy === null ? [] : [`at most ${amountOf(state, limit.worseBy.amount)}`]),
  ];
  return {
    value: amountOf(state, value),
    low: low === null ? '' : amountOf(state, low),
    high: high === null ? (low === null ? '' : 'any') : amountOf(state, high),
    limit: limits.join(' and '),
  };
}

function amountOf({ limit }: GuardrailState, amount: number | null): string {
  return limit.worseBy?.of === 'share' && amount !== null ? formatRelative(amount) : formatNumber(amount);
}
