"""The retired RxNav interface: same paths, same shapes, own data (docs/rxnav-migration.md)."""
