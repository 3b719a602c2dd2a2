// Tocsin — CSQLite: SQLite's variadic settings for TocsinSQLite, one type each
// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

// Keeps what is bound out of the plans of statements: they are compiled once.
static inline int tocsin_sqlite_keep_plans(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}
