// The ids that Git would give, so that provenance can name objects that are written in the same stream.

import { createHash } from 'node:crypto';

/** Of a blob with this text. */
export function blobId(text) {
  return objectId('blob', Buffer.from(text));
}

/** Of the tree that `git ls-tree` listed, with another blob at one name. */
export function treeWith(listing, name, blob) {
  const entries = listing.split('\n').map(line => {
    const [, mode, , id, entry] = /^(\d+) (\w+) (\w+)\t(.*)$/.exec(line);
    const binary = Buffer.from(entry === name ? blob : id, 'hex');
    return Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${entry}\0`), binary]);
  });
  return objectId('tree', Buffer.concat(entries));
}

function objectId(type, bytes) {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
