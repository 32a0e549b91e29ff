// Addresses that are somebody's own: this machine, its network, a cloud's metadata service.

import { BlockList, isIP, isIPv6 } from 'node:net';

const own = new BlockList();
// IANA's registries of special-purpose addresses, RFC 6890, and multicast.
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  own.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  own.addSubnet(net, prefix, 'ipv6');
}

/** IPv6 addresses whose last 32 bits are an IPv4 address: mapped, compatible, and translated (RFC 6052). */
const CARRIES_V4 = /^(?:::ffff:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * Whether a numeric address is private, of this machine or otherwise not of the public network.
 *
 * @example isPrivateAddress('169.254.169.254') // true: where clouds hand out credentials
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%', 1)[0];
  if (!isIPv6(plain)) return isIP(plain) === 0 || own.check(plain, 'ipv4');
  // Written the one way in which URLs are.
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const carried = CARRIES_V4.exec(canonical);
  if (carried === null) return own.check(canonical, 'ipv6');
  const bits = [carried[1], carried[2]].map(group => Number.parseInt(group, 16));
  const inner = bits.flatMap(group => [group >> 8, group & 255]).join('.');
  return own.check(canonical, 'ipv6') || own.check(inner, 'ipv4');
}
