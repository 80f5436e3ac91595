/**
 * The sentences for rows that cannot be sent: what is wrong with which column, and what to do in the mapping. A
 * sentence names columns, never what stands in them: cells may be personal.
 */

/** Every reason why a row is refused before anything is sent; the doors of the server have their own. */
export const ROW_REFUSALS = {
  no_external_id: (column: string) =>
    `Column ${column} is empty: without an id a second run would double the case.`,
  bad_external_id: (column: string) => `Column ${column} holds more than 200 characters; that is no id.`,
  unknown_word: (column: string) =>
    `Column ${column} holds a value that the mapping does not list. Add it to values, or give a default.`,
  no_stamp: (column: string) => `Column ${column} is empty: when it happened is not known.`,
  bad_stamp: (column: string) =>
    `Column ${column} holds no stamp in the format of the mapping, or a day that no calendar has.`,
  stamp_without_offset: (column: string) =>
    `Column ${column} has no offset, and the mapping says \`zone: as given\`. Name the zone.`,
  stamp_with_offset: (column: string) =>
    `Column ${column} carries an offset, and the mapping names a zone. Say \`zone: as given\`, or \`ignoreOffset: true\`.`,
  no_closing_stamp: (column: string) =>
    `The row says closed, and column ${column} does not say when. \`whenMissing: leave_open\` takes such rows as open.`,
  no_category: (column: string) =>
    `Column ${column} is empty, and the mapping has no default for the category.`,
  too_long: (field: string) => `The ${field} has more than 200 characters. Is it the right column?`,
  bad_place: (columns: string) =>
    `Columns ${columns} hold no place: one of them is empty, no number, off the globe, or both are 0. \`zeroIsNoPlace: true\` takes 0,0 as not located.`,
  swapped_place: (columns: string) =>
    `Columns ${columns} hold a latitude above 90: longitude and latitude look exchanged in the mapping.`,
  bad_shape: (what: string) => `Something in ${what} does not fit what a report may hold.`,
}
