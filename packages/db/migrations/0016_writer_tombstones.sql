-- Who changes something writes tombstones by the triggers alone, and reads none: `typedo_reader` does.
-- allowed: right to SELECT of typedo_writer on app.tombstones: no statement of ours has used it since 0001_roles
revoke select on app.tombstones from typedo_writer;
