//! The store in PostgreSQL: a real server, a real pooler in transaction mode, many processes.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use confluence_oauth::{
    ConnectionString, Entry, EntryKey, Error, ErrorKind, KeyLocation, PostgresStore, Session, SessionOptions,
    TokenStore, conformance,
};
use rustix::process::Signal;
use tests::sandbox::{ADMIN, Deployment, IssuedGrant, Sandbox};
use tokio::process::{Child, Command};

use super::database::{Database, PASSWORD, Pooler};

const PROCESSES: usize = 16;
/// Longer than a dead holder is waited for, shorter than a renewal waits.
const EXPIRY: Duration = Duration::from_secs(20);

/// A Data Center without leeway, a grant of it, and a database that processes share.
struct Shared {
    sandbox: Sandbox,
    grant: IssuedGrant,
    key: tempfile::NamedTempFile,
}

impl Shared {
    async fn start() -> Self {
        let sandbox =
            Sandbox::builder().deployment(Deployment::DataCenter).reuse_leeway(Duration::ZERO).start().await;
        let grant = sandbox.issue_grant(ADMIN, &["WRITE"]);
        Self { sandbox, grant, key: key() }
    }

    fn string(&self, address: &str) -> String {
        let (base, key) = (self.sandbox.oauth_connection_string(), self.key.path().display());
        let seed = &self.grant.refresh_token;
        format!(
            "{base};OAuthSettingsLocation={address};OAuthSettingsKey=file:{key};InitiateOAuth=REFRESH;\
             OAuthRefreshToken={seed}"
        )
    }

    fn worker(&self, address: &str, ahead: u64, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_worker"))
            .args(arguments)
            .env("WORKER_STRING", self.string(address))
            .env("WORKER_AHEAD", ahead.to_string())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Lets all processes ask for a token at once; the one token that all of them got.
    async fn race(&self, address: &str, ahead: u64) -> String {
        let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_millis(600);
        let begin = begin.as_millis().to_string();
        let children: Vec<Child> =
            (0..PROCESSES).map(|_| self.worker(address, ahead, &["race", "4", &begin])).collect();
        let mut tokens = BTreeSet::new();
        for child in children {
            let (success, output) = ended(child).await;
            assert!(success, "{output}");
            assert_eq!(output.lines().count(), 4);
            tokens.extend(output.lines().map(str::to_owned));
        }
        assert_eq!(tokens.len(), 1, "every task of every process has the same token");
        tokens.pop_first().unwrap()
    }

    fn grants(&self) -> (u64, u64) {
        let grants = self.sandbox.grants();
        (grants.refresh_token, grants.refused)
    }
}

async fn ended(child: Child) -> (bool, String) {
    let output = child.wait_with_output().await.unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn key() -> tempfile::NamedTempFile {
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
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn over_sixteen_processes_an_expired_token_is_renewed_once() {
    let database = Database::start();
    let pooler = Pooler::start(&database);
    for address in [database.address(), pooler.address()] {
        database.execute("DROP TABLE IF EXISTS confluence_oauth_entries, confluence_oauth_schema").await;
        let shared = Shared::start().await;
        let begun = Instant::now();
        let first = shared.race(&address, 0).await;
        let second = shared.race(&address, 7_200).await;
        assert_ne!(first, second);
        assert_eq!(shared.grants(), (2, 0));
        println!("two races of {PROCESSES} x 4, the table made in the first: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn a_holder_that_dies_is_overtaken() {
    let database = Database::start();
    for step in ["leased", "intended", "saved"] {
        database.execute("DROP TABLE IF EXISTS confluence_oauth_entries, confluence_oauth_schema").await;
        let shared = Shared::start().await;
        let (success, output) = ended(shared.worker(&database.address(), 0, &["die", step])).await;
        assert!(!success && output.is_empty(), "{step}: {output}");
        let begun = Instant::now();
        shared.race(&database.address(), 0).await;
        println!("killed when it had {step}: overtaken after {:?}", begun.elapsed());
        assert_eq!(shared.grants(), (1, 0), "{step}");
        assert!(begun.elapsed() < EXPIRY, "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn a_restart_during_a_renewal_loses_nothing() {
    let mut database = Database::start();
    let shared = Shared::start().await;
    shared.race(&database.address(), 0).await;
    for (round, crash) in [(1, false), (2, true)] {
        shared.sandbox.set_latency(Duration::from_secs(6));
        let ahead = round * 7_200;
        let address = database.address();
        let renewals = async { shared.race(&address, ahead).await };
        let restart = async {
            await_clients(&database).await;
            if crash { database.crash() } else { database.restart() }
        };
        tokio::join!(renewals, restart);
        assert_eq!(shared.grants(), (1 + round, 0));
    }
}

/// Waits until every process has a connection, so that one of them is asking for a token.
async fn await_clients(database: &Database) {
    let clients = "SELECT count(*) >= 16 FROM pg_stat_activity WHERE application_name = 'confluence-oauth'";
    while database.execute(clients).await != [["t"]] {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn many_renewals_in_a_row_survive_restarts_behind_the_pooler() {
    let mut database = Database::start();
    let pooler = Pooler::start(&database);
    let shared = Shared::start().await;
    let mut workers: Vec<Child> = (0..4).map(|_| shared.worker(&pooler.address(), 0, &["spin"])).collect();
    for crash in [false, true, false] {
        tokio::time::sleep(Duration::from_secs(2)).await;
        if crash { database.crash() } else { database.restart() }
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    for worker in &mut workers {
        assert!(worker.try_wait().unwrap().is_none(), "nobody was refused");
        // Death at any moment may lose an answer, which is another test; these end between two of theirs.
        let id = rustix::process::Pid::from_raw(i32::try_from(worker.id().unwrap()).unwrap()).unwrap();
        rustix::process::kill_process(id, Signal::TERM).unwrap();
    }
    let (renewals, refused) = shared.grants();
    println!("{renewals} renewals by four processes over three restarts, {refused} refused");
    assert!(renewals > 20 && refused == 0, "{renewals} renewals, {refused} refused");
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

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: cargo xtask test --full stores"]
async fn sessions_of_one_process_share_the_connections() {
    let database = Database::start();
    let shared = Shared::start().await;
    let sessions: Vec<Session> = (0..50)
        .map(|n| {
            let mut string = ConnectionString::parse(&shared.string(&database.address())).unwrap();
            let options = SessionOptions::take_from(&mut string).unwrap();
            Session::open(options.principal(format!("principal {n}"))).unwrap()
        })
        .collect();
    let statuses = sessions.iter().cloned();
    let statuses = statuses.map(|session| tokio::spawn(async move { session.status().await }));
    for status in statuses.collect::<Vec<_>>() {
        status.await.unwrap().unwrap();
    }
    let clients = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'confluence-oauth'";
    let clients: u32 = database.execute(clients).await[0][0].parse().unwrap();
    assert!((1..=4).contains(&clients), "{clients}");
}
