// What the model sees of a row. Edit this file, then `mv train`.
//
// features(row) is called once for every row, when training and again when serving, so the two cannot differ.
//
//   row.temp          a number, or null where it is missing
//   row.season        a text (a category), or null
//   row.dteday        a Date in UTC, or null; here to compute with, { ...row } leaves it out
//   row.dteday_month  the calendar features that mv.yaml declares for a time column: numbers
//
// Return an object of numbers, texts and true or false, with null for what is missing. Each of its names becomes a
// feature. One name is one kind in all rows: always a number, or always a text.
//
// The same row must always give the same features: no clock, no Math.random(), nothing kept from one row to the next.
// Import other files of src/ ("./lib/weather.js") and Node's own modules ("node:crypto"), nothing else.

export function features(row) {
  // Every column as it is. Add your own behind it:
  //   return { ...row, feels_colder: row.atemp - row.temp, rush_hour: row.hr === 8 || row.hr === 17 };
  // and leave out what you do not want:
  //   const { windspeed, ...rest } = row;
  //   return rest;
  return { ...row };
}
