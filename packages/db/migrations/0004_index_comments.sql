-- Each index says whom it serves. `state` leads, so that one index serves open, done and trashed tasks alike.
comment on index app.tasks_seq is 'guards that no change number is given twice; the changes of a user since a number';
comment on index app.tasks_state_seq is 'list sorted by updatedAt, which is the order of change';
comment on index app.tasks_created is 'list sorted by createdAt (the default)';
comment on index app.tasks_due is 'list sorted by dueAt, ranges of it, and tasks without one';
comment on index app.tasks_priority is 'list sorted by priority, and of one priority';
comment on index app.tasks_title is 'list sorted by title';
comment on index app.tasks_parent is 'the parts of a task, and its foreign key';
comment on index auth.session_user is 'the sessions of a user, and its foreign key';
comment on index auth.account_user is 'the credentials of a user, and its foreign key';
comment on index auth.account_provider is 'sign-in by a provider''s account id; each belongs to one user';
comment on index auth.verification_identifier is 'a pending verification by what it verifies';
