import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isPrivateAddress } from '../../src/ingestion/private-address.ts';

test('addresses of this machine, of private networks and of clouds are private, however they are written', () => {
  // RFC 1918, 6598, 3927, 4193, 4291, and IPv4 inside IPv6 (RFC 4291, 6052).
  const own = [
    '127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 100.64.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 224.0.0.1',
    '255.255.255.255 :: ::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 ff02::1 ::ffff:127.0.0.1 ::ffff:a00:1 64:ff9b::7f00:1',
    '0:0:0:0:0:ffff:c0a8:101 ::127.0.0.1 not-an-address',
  ].join(' ');
  assert.equal(
    own.split(' ').filter(address => !isPrivateAddress(address)),
    [],
  );
});

test('addresses of the public network are not', () => {
  const open =
    '1.1.1.1 8.8.8.8 172.15.0.1 172.32.0.1 192.167.1.1 100.63.0.1 223.255.255.1 2606:4700::1111 ::ffff:808:808';
  assert.equal(open.split(' ').filter(isPrivateAddress), []);
});

test.run();
