//! Many processes refreshing through PostgreSQL: one refresh, whoever dies in the middle.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::Signal;
use tests::sandbox::{ADMIN, Deployment, IssuedGrant, Sandbox};
use tokio::process::{Child, Command};

use super::database::{Database, Pooler};
use super::postgres::{EXPIRY, clients, key};

const PROCESSES: usize = 16;

/// A Data Center without leeway, a grant of it, and a database that processes share.
pub(super) struct Shared {
    sandbox: Sandbox,
    grant: IssuedGrant,
    key: tempfile::NamedTempFile,
}

impl Shared {
    pub(super) async fn start() -> Self {
        let sandbox =
            Sandbox::builder().deployment(Deployment::DataCenter).reuse_leeway(Duration::ZERO).start().await;
        let grant = sandbox.issue_grant(ADMIN, &["WRITE"]);
        Self { sandbox, grant, key: key() }
    }

    pub(super) fn string(&self, address: &str) -> String {
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

    pub(super) fn grants(&self) -> (u64, u64) {
        let grants = self.sandbox.grants();
        (grants.refresh_token, grants.refused)
    }
}

async fn ended(child: Child) -> (bool, String) {
    let output = child.wait_with_output().await.unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn over_sixteen_processes_an_expired_token_is_refreshed_once() {
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
        let refreshes = async { shared.race(&address, ahead).await };
        let restart = async {
            await_clients(&database).await;
            if crash { database.crash() } else { database.restart() }
        };
        tokio::join!(refreshes, restart);
        assert_eq!(shared.grants(), (1 + round, 0));
    }
}

/// Waits until every process has a connection, so that one of them is asking for a token.
async fn await_clients(database: &Database) {
    while clients(database).await < 16 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL and PgBouncer: cargo xtask test --full stores"]
async fn many_refreshes_in_a_row_survive_restarts_behind_the_pooler() {
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
    let (refreshes, refused) = shared.grants();
    println!("{refreshes} refreshes by four processes over three restarts, {refused} refused");
    assert!(refreshes > 20 && refused == 0, "{refreshes} refreshes, {refused} refused");
}
