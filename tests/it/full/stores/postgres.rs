//! The store in PostgreSQL: a real server, a real pooler in transaction mode.

use std::sync::Arc;
use std::time::{Duration, Instant};

use confluence_oauth::{
    ConnectionString, Entry, EntryKey, Error, ErrorKind, KeyLocation, PostgresStore, Session, SessionOptions,
    TokenStore, conformance,
};
use rustix::process::Signal;

use super::database::{Database, PASSWORD, Pooler};
use super::races::Shared;

/// Longer than a dead holder is waited for, shorter than a refresh waits.
pub(super) const EXPIRY: Duration = Duration::from_secs(20);

pub(super) fn key() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "0f".repeat(32)).unwrap();
    file
}

fn store(address: &str, key: &tempfile::NamedTempFile) -> PostgresStore {
    PostgresStore::new(address, KeyLocation::File(key.path().to_owned())).unwrap()
}

fn entry_key(principal: &str) -> EntryKey {
    let text = serde_json::json!({
        "issuer": "https://issuer", "client_id": "app", "site": "https://site", "oauth": "2.0",
        "principal": principal,
    });
    serde_json::from_value(text).unwrap()
}

fn entry(version: u64, token: &str) -> Entry {
    Entry::from_json(&format!(r#"{{"version":{version},"access_token":"{token}"}}"#)).unwrap()
}

async fn publish(store: &dyn TokenStore, principal: &str, entry: &Entry) -> Result<(), Error> {
    let mut lease = store.lease(&entry_key(principal), Duration::from_secs(5)).await?;
    lease.publish(entry).await?;
    lease.release().await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn it_keeps_the_rules_of_a_store_behind_a_pooler_too() {
    let database = Database::start();
    let pooler = Pooler::start(&database);
    let key = key();
    for address in [database.address(), pooler.address()] {
        let open = || async { Ok(Arc::new(store(&address, &key)) as Arc<dyn TokenStore>) };
        conformance::check(open).await.into_result().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn the_table_is_made_by_whoever_comes_first_and_not_by_an_old_release() {
    let database = Database::start();
    let key = key();
    let stores: Vec<_> = (0..16).map(|_| store(&database.address(), &key)).collect();
    let lists = stores.into_iter().map(|store| tokio::spawn(async move { store.list().await }));
    for list in lists.collect::<Vec<_>>() {
        assert_eq!(list.await.unwrap().unwrap(), []);
    }
    database
        .execute(
            "CREATE ROLE app LOGIN PASSWORD 'app';
             GRANT SELECT, INSERT, UPDATE, DELETE ON confluence_oauth_entries TO app;
             GRANT SELECT ON confluence_oauth_schema TO app",
        )
        .await;
    let app = format!("postgres://app:app@127.0.0.1:{}/postgres", database.port());
    publish(&store(&app, &key), "", &entry(1, "token")).await.unwrap();
    database.execute("REVOKE INSERT ON confluence_oauth_entries FROM app").await;
    let error = publish(&store(&app, &key), "", &entry(2, "token")).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Store && error.to_string().contains("lacks a right"), "{error}");
    database.execute("UPDATE confluence_oauth_schema SET version = 99").await;
    let error = store(&database.address(), &key).list().await.unwrap_err();
    assert!(error.to_string().contains("newer release"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn what_the_database_holds_cannot_be_read_or_moved_without_the_key() {
    let database = Database::start();
    let key = key();
    let here = store(&database.address(), &key);
    publish(&here, "one", &entry(1, "canary-one")).await.unwrap();
    publish(&here, "two", &entry(1, "canary-two")).await.unwrap();
    let rows = database.execute("SELECT * FROM confluence_oauth_entries").await;
    assert_eq!(rows.len(), 2);
    assert!(!format!("{rows:?}").contains("canary"));
    database
        .execute(
            "UPDATE confluence_oauth_entries SET sealed =
                (SELECT sealed FROM confluence_oauth_entries WHERE principal = 'one')",
        )
        .await;
    assert!(here.load(&entry_key("one")).await.unwrap().is_some());
    assert_eq!(here.load(&entry_key("two")).await.unwrap_err().kind(), ErrorKind::Store);
    let other = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other.path(), "1e".repeat(32)).unwrap();
    let error = store(&database.address(), &other).load(&entry_key("one")).await.unwrap_err();
    assert_eq!((error.kind(), error.property()), (ErrorKind::KeyLost, Some("OAuthSettingsKey")));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn tls_means_what_libpq_means_by_it() {
    let database = Database::start_with_tls();
    let plain = Database::start();
    let key = key();
    let root = database.authority().display().to_string();
    let own = database.certificate().display().to_string();
    let at = |database: &Database, host: &str, query: &str| {
        format!("postgres://confluence:{PASSWORD}@{host}:{}/postgres?{query}", database.port())
    };
    for (host, query, works) in [
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("127.0.0.1", "sslmode=verify-full".to_owned(), false),
        ("localhost", format!("sslmode=verify-full&sslrootcert={root}"), true),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={root}"), false),
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert={root}"), true),
        ("localhost", format!("sslmode=verify-full&sslrootcert={own}"), true),
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={own}"), false),
        ("localhost", "sslmode=verify-ca&sslrootcert=/etc/ssl/certs/ca-certificates.crt".to_owned(), false),
        ("127.0.0.1", "sslmode=require&channel_binding=require".to_owned(), true),
    ] {
        let begun = Instant::now();
        let listed = store(&at(&database, host, &query), &key).list().await;
        assert_eq!(listed.is_ok(), works, "{host} {query}: {listed:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "what is refused is not tried again");
    }
    let sessions = "SELECT count(*) FROM pg_stat_ssl WHERE ssl AND pid <> pg_backend_pid()";
    let encrypted = store(&at(&database, "127.0.0.1", "sslmode=prefer"), &key);
    encrypted.list().await.unwrap();
    assert_ne!(database.execute(sessions).await, [["0"]]);
    store(&at(&plain, "127.0.0.1", "sslmode=prefer"), &key).list().await.unwrap();
    let error = store(&at(&plain, "127.0.0.1", "sslmode=require"), &key).list().await.unwrap_err();
    assert!(error.to_string().contains("sslmode"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn failures_say_what_to_do_and_never_the_password() {
    let mut database = Database::start();
    let key = key();
    let port = database.port();
    let kept = store(&database.address(), &key);
    kept.list().await.unwrap();
    for (address, kind, word) in [
        (format!("postgres://confluence:canary@127.0.0.1:{port}/postgres"), ErrorKind::Store, "password"),
        (
            format!("postgres://confluence:{PASSWORD}@127.0.0.1:{port}/no"),
            ErrorKind::Store,
            "no such database",
        ),
        (
            format!("postgres://confluence:{PASSWORD}@127.0.0.1:1/no"),
            ErrorKind::Transient,
            "cannot be reached",
        ),
    ] {
        let begun = Instant::now();
        let error = store(&address, &key).list().await.unwrap_err();
        assert!(error.kind() == kind && error.to_string().contains(word), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(6), "{error}");
    }
    let held = kept.lease(&entry_key(""), Duration::ZERO).await.unwrap();
    let error = kept.lease(&entry_key(""), Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.to_string().contains(&format!("process {} on ", std::process::id())), "{error}");
    drop(held);
    database.stop(Signal::INT);
    let begun = Instant::now();
    let error = kept.list().await.unwrap_err();
    println!("a server that is gone is given up after {:?}", begun.elapsed());
    assert_eq!(error.kind(), ErrorKind::Transient);
    database.resume();
    kept.list().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn a_lease_that_is_held_for_long_is_not_taken_over() {
    let database = Database::start();
    let key = key();
    let one = store(&database.address(), &key);
    let mut held = one.lease(&entry_key(""), Duration::ZERO).await.unwrap();
    let other = store(&database.address(), &key);
    let refused = other.lease(&entry_key(""), EXPIRY).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::LockTimeout);
    held.publish(&entry(1, "token")).await.unwrap();
    let open = database.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL").await;
    assert_eq!(open, [["0"]], "no transaction is open while a lease is held");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn one_of_a_hundred_thousand_principals_is_loaded_as_fast_as_one_of_ten() {
    let database = Database::start();
    let key = key();
    let here = Arc::new(store(&database.address(), &key));
    publish(&*here, "me", &entry(1, "token")).await.unwrap();
    let few = load_time(&here).await;
    database
        .execute(
            "INSERT INTO confluence_oauth_entries
             SELECT sha256(n::text::bytea), 'i', 'c', 's', '2.0', n::text, 1, repeat('x', 900), NULL, NULL, now()
             FROM generate_series(1, 100000) n; ANALYZE confluence_oauth_entries",
        )
        .await;
    let many = load_time(&here).await;
    println!("one entry loaded: {few:?} among 1, {many:?} among 100,001");
    assert!(many < few * 3 + Duration::from_millis(2));
    let begun = Instant::now();
    let tasks = (0..1_000).map(|n| {
        let here = here.clone();
        tokio::spawn(async move { publish(&*here, &format!("p{n}"), &entry(1, "token")).await })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    println!("1,000 principals leased, published and released at once: {:?}", begun.elapsed());
}

async fn load_time(store: &PostgresStore) -> Duration {
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(store.load(&entry_key("me")).await.unwrap().is_some());
    }
    begun.elapsed() / 100
}

/// How many connections the stores have to the database, or a pooler for them.
pub(super) async fn clients(database: &Database) -> u32 {
    let clients = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'confluence-oauth'";
    database.execute(clients).await[0][0].parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn sessions_of_one_process_share_the_connections() {
    let database = Database::start();
    let shared = Shared::start().await;
    let sessions: Vec<Session> = (0..50)
        .map(|n| {
            let mut string = ConnectionString::parse(&shared.string(&database.address())).unwrap();
            let options = SessionOptions::take_from(&mut string).unwrap();
            let options = options.exchange(crate::oauth::sandbox::exchange());
            Session::open(options.principal(format!("principal {n}"))).unwrap()
        })
        .collect();
    let statuses = sessions.iter().cloned();
    let statuses = statuses.map(|session| tokio::spawn(async move { session.status().await }));
    for status in statuses.collect::<Vec<_>>() {
        status.await.unwrap().unwrap();
    }
    let clients = clients(&database).await;
    assert!((1..=4).contains(&clients), "{clients}");
}

/// Statements of many callers are under way on one connection at a time; some give up meanwhile.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn of_a_crowd_everybody_is_given_their_own_behind_a_pooler_too() {
    const CROWD: usize = 600;
    let database = Database::start();
    let pooler = Pooler::start(&database);
    let key = key();
    let first = store(&database.address(), &key);
    for n in 0..CROWD {
        publish(&first, &format!("p{n}"), &entry(1, &format!("token of {n}"))).await.unwrap();
    }
    for address in [database.address(), pooler.address()] {
        let here = Arc::new(store(&address, &key));
        let load = |n: usize| {
            let here = Arc::clone(&here);
            tokio::spawn(async move { here.load(&entry_key(&format!("p{n}"))).await })
        };
        for _ in 0..3 {
            let loads: Vec<_> = (0..CROWD).map(load).collect();
            // They have been sent, or wait for their turn.
            tokio::time::sleep(Duration::from_millis(5)).await;
            loads.iter().skip(1).step_by(3).for_each(|given_up| given_up.abort());
            for (n, loaded) in loads.into_iter().enumerate() {
                let Ok(loaded) = loaded.await else { continue };
                let text = loaded.unwrap().unwrap().to_json().unwrap();
                assert!(text.expose().contains(&format!("\"token of {n}\"")), "{n}");
            }
        }
        let clients = clients(&database).await;
        assert!((1..=8).contains(&clients), "{clients}");
    }
}
