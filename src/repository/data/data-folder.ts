/** The submodule that holds the data, pinned to a commit. Apart from what speaks to Git, which need not be loaded to know a name. */
export const DATA = 'data';
