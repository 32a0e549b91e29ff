// Stands in for the package `string-width` in the bundle (yargs and the progress bar ask for it).

export { displayWidth as default } from './width.ts';
