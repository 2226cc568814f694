-- Text of scripts without spaces is split otherwise now, into pairs of characters: the migration gives it its words anew.
-- Thai, Lao; Myanmar; Khmer; Chinese and Japanese, of the basic plane and beyond.
alter table app.tasks disable trigger user, no force row level security;
update app.tasks set title_words = null, notes_words = null
where title || coalesce(notes, '') ~ (
  '[' || E'\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u2e80-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f'
  || E'\U0001aff0-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U000323af' || ']'
);
alter table app.tasks enable trigger user, force row level security;
