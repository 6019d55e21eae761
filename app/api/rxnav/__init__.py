"""The retired RxNav interface again: same paths, same shapes, own data. See docs/rxnav-migration."""
