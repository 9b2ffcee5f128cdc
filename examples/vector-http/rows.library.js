// The asynchronous import of the C code: Asyncify unwinds the C stack, waits, and rewinds it.
mergeInto(LibraryManager.library, {
  fetch_rows: function (first, count, rows) {
    return Asyncify.handleAsync(function () {
      return Module['fetchRows'](first, count).then(function (page) {
        HEAPF32.set(page, rows >> 2);
        return page.length / Module['dims'];
      });
    });
  },
});
