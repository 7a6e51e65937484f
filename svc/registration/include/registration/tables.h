/* The tables of this room, as migrations of the store that they lie in: the DCC keeps them beside its
 * inventory, so that a check of access and what it rests on are one snapshot. Appended to, never changed.
 */
#ifndef ALB_REGISTRATION_TABLES_H
#define ALB_REGISTRATION_TABLES_H

/* SQL for store_migration. */
extern const char products_tables[];
extern const char registration_tables[];

#endif
