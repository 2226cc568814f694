-- Names that the IANA database keeps as links alone are no names to each PostgreSQL: some systems have put them into a package
-- of their own (tzdata-legacy, of Debian 13 and Ubuntu 24.04). Browsers tell of eighteen of them, Asia/Calcutta and Europe/Kiev
-- among them. So all 113 (2026f, backward) are given to `timezone` by the names to which they link. That is so as well for
-- CET, MET, EET, WET, EST, HST and MST, which are abbreviations too, of a fixed offset all year. Stored, and told, is what the
-- user chose.
create or replace function app.zone(name text) returns text language plpgsql immutable parallel safe
  set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce('{
  "AFRICA/ASMERA": "Africa/Asmara", "AMERICA/ARGENTINA/COMODRIVADAVIA": "America/Argentina/Catamarca",
  "AMERICA/BUENOS_AIRES": "America/Argentina/Buenos_Aires", "AMERICA/CATAMARCA": "America/Argentina/Catamarca",
  "AMERICA/CORDOBA": "America/Argentina/Cordoba", "AMERICA/FORT_WAYNE": "America/Indiana/Indianapolis",
  "AMERICA/GODTHAB": "America/Nuuk", "AMERICA/INDIANAPOLIS": "America/Indiana/Indianapolis",
  "AMERICA/JUJUY": "America/Argentina/Jujuy", "AMERICA/KNOX_IN": "America/Indiana/Knox",
  "AMERICA/LOUISVILLE": "America/Kentucky/Louisville", "AMERICA/MENDOZA": "America/Argentina/Mendoza",
  "AMERICA/ROSARIO": "America/Argentina/Cordoba", "ANTARCTICA/SOUTH_POLE": "Antarctica/McMurdo",
  "ASIA/ASHKHABAD": "Asia/Ashgabat", "ASIA/CALCUTTA": "Asia/Kolkata", "ASIA/CHOIBALSAN": "Asia/Ulaanbaatar",
  "ASIA/CHUNGKING": "Asia/Shanghai", "ASIA/DACCA": "Asia/Dhaka", "ASIA/KATMANDU": "Asia/Kathmandu",
  "ASIA/MACAO": "Asia/Macau", "ASIA/RANGOON": "Asia/Yangon", "ASIA/SAIGON": "Asia/Ho_Chi_Minh",
  "ASIA/THIMBU": "Asia/Thimphu", "ASIA/UJUNG_PANDANG": "Asia/Makassar", "ASIA/ULAN_BATOR": "Asia/Ulaanbaatar",
  "ATLANTIC/FAEROE": "Atlantic/Faroe", "AUSTRALIA/ACT": "Australia/Sydney", "AUSTRALIA/LHI": "Australia/Lord_Howe",
  "AUSTRALIA/NSW": "Australia/Sydney", "AUSTRALIA/NORTH": "Australia/Darwin",
  "AUSTRALIA/QUEENSLAND": "Australia/Brisbane", "AUSTRALIA/SOUTH": "Australia/Adelaide",
  "AUSTRALIA/TASMANIA": "Australia/Hobart", "AUSTRALIA/VICTORIA": "Australia/Melbourne",
  "AUSTRALIA/WEST": "Australia/Perth", "BRAZIL/ACRE": "America/Rio_Branco", "BRAZIL/DENORONHA": "America/Noronha",
  "BRAZIL/EAST": "America/Sao_Paulo", "BRAZIL/WEST": "America/Manaus", "CET": "Europe/Brussels",
  "CST6CDT": "America/Chicago", "CANADA/ATLANTIC": "America/Halifax", "CANADA/CENTRAL": "America/Winnipeg",
  "CANADA/EASTERN": "America/Toronto", "CANADA/MOUNTAIN": "America/Edmonton", "CANADA/NEWFOUNDLAND": "America/St_Johns",
  "CANADA/PACIFIC": "America/Vancouver", "CANADA/SASKATCHEWAN": "America/Regina", "CANADA/YUKON": "America/Whitehorse",
  "CHILE/CONTINENTAL": "America/Santiago", "CHILE/EASTERISLAND": "Pacific/Easter", "CUBA": "America/Havana",
  "EET": "Europe/Athens", "EST": "America/Panama", "EST5EDT": "America/New_York", "EGYPT": "Africa/Cairo",
  "EIRE": "Europe/Dublin", "EUROPE/KIEV": "Europe/Kyiv", "EUROPE/UZHGOROD": "Europe/Kyiv",
  "EUROPE/ZAPOROZHYE": "Europe/Kyiv", "GB": "Europe/London", "GB-EIRE": "Europe/London", "GMT+0": "Etc/GMT",
  "GMT-0": "Etc/GMT", "GMT0": "Etc/GMT", "GREENWICH": "Etc/GMT", "HST": "Pacific/Honolulu",
  "HONGKONG": "Asia/Hong_Kong", "ICELAND": "Atlantic/Reykjavik", "IRAN": "Asia/Tehran", "ISRAEL": "Asia/Jerusalem",
  "JAMAICA": "America/Jamaica", "JAPAN": "Asia/Tokyo", "KWAJALEIN": "Pacific/Kwajalein", "LIBYA": "Africa/Tripoli",
  "MET": "Europe/Brussels", "MST": "America/Phoenix", "MST7MDT": "America/Denver",
  "MEXICO/BAJANORTE": "America/Tijuana", "MEXICO/BAJASUR": "America/Mazatlan", "MEXICO/GENERAL": "America/Mexico_City",
  "NZ": "Pacific/Auckland", "NZ-CHAT": "Pacific/Chatham", "NAVAJO": "America/Denver", "PRC": "Asia/Shanghai",
  "PST8PDT": "America/Los_Angeles", "PACIFIC/ENDERBURY": "Pacific/Kanton", "PACIFIC/PONAPE": "Pacific/Pohnpei",
  "PACIFIC/TRUK": "Pacific/Chuuk", "POLAND": "Europe/Warsaw", "PORTUGAL": "Europe/Lisbon", "ROC": "Asia/Taipei",
  "ROK": "Asia/Seoul", "SINGAPORE": "Asia/Singapore", "TURKEY": "Europe/Istanbul", "UCT": "Etc/UTC",
  "US/ALASKA": "America/Anchorage", "US/ALEUTIAN": "America/Adak", "US/ARIZONA": "America/Phoenix",
  "US/CENTRAL": "America/Chicago", "US/EAST-INDIANA": "America/Indiana/Indianapolis", "US/EASTERN": "America/New_York",
  "US/HAWAII": "Pacific/Honolulu", "US/INDIANA-STARKE": "America/Indiana/Knox", "US/MICHIGAN": "America/Detroit",
  "US/MOUNTAIN": "America/Denver", "US/PACIFIC": "America/Los_Angeles", "US/SAMOA": "Pacific/Pago_Pago",
  "UNIVERSAL": "Etc/UTC", "W-SU": "Europe/Moscow", "WET": "Europe/Lisbon", "ZULU": "Etc/UTC"
}'::jsonb ->> upper(name collate "C"), name);
end $$;

-- One that this PostgreSQL does not know even so is refused when it is set, and not when a date needs it.
create or replace function app.derive_task() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  above uuid := new.parent_id;
  depth int := 0;
begin
  new.due_at := case when new.due_date is not null then
    timezone(
      app.zone(coalesce(new.time_zone, (select s.time_zone from app.user_state s where s.user_id = new.user_id), 'UTC')),
      new.due_date + coalesce(new.due_time, time '24:00'))
  end;
  -- (An upsert is an INSERT first.)
  if new.due_at is null and new.time_zone is not null
    and not exists (
      select from app.tasks t where t.user_id = new.user_id and t.id = new.id and t.time_zone = new.time_zone
    )
  then
    perform timezone(app.zone(new.time_zone), timestamp 'epoch');
  end if;

  -- Nobody else changes this user's tasks meanwhile: the statement holds the change counter.
  if new.parent_id is not null
    and (tg_op = 'INSERT' or new.parent_id is distinct from old.parent_id)
    and not exists (
      select from app.tasks t where t.user_id = new.user_id and t.id = new.id and t.parent_id = new.parent_id
    )
  then
    while above is not null loop
      depth := depth + 1;
      if above = new.id then
        raise check_violation using message = 'a task cannot be a part of itself', constraint = 'tasks_parent_acyclic', table = 'tasks', schema = 'app';
      elsif depth > 100 then
        raise check_violation using message = 'a task cannot be below the hundredth level', constraint = 'tasks_parent_depth', table = 'tasks', schema = 'app';
      end if;
      select t.parent_id into above from app.tasks t where t.user_id = new.user_id and t.id = above;
    end loop;
  end if;
  return new;
end $$;

create or replace function app.move_due_instants() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform timezone(app.zone(new.time_zone), timestamp 'epoch');
  update app.tasks set due_date = due_date
  where user_id = new.user_id and due_date is not null and time_zone is null
    and due_at is distinct from timezone(app.zone(new.time_zone), due_date + coalesce(due_time, time '24:00'));
  return null;
end $$;
