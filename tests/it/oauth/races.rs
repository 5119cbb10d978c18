//! Many processes on one file: one refresh in all, and death at any moment.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tests::sandbox::{ADMIN, Deployment, IssuedGrant, Sandbox};
use tokio::process::{Child, Command};

use super::Place;

/// A Data Center with a grant, and a place that processes share.
struct Served {
    sandbox: Sandbox,
    grant: IssuedGrant,
    place: Place,
}

impl Served {
    async fn start(leeway: Duration) -> Self {
        let sandbox =
            Sandbox::builder().deployment(Deployment::DataCenter).reuse_leeway(leeway).start().await;
        let grant = sandbox.issue_grant(ADMIN, &["WRITE"]);
        Self { sandbox, grant, place: Place::new() }
    }

    fn worker(&self, arguments: &[&str]) -> Child {
        let (base, place) = (self.sandbox.oauth_connection_string(), self.place.property());
        let seed = &self.grant.refresh_token;
        let string = format!("{base};{place};InitiateOAuth=REFRESH;OAuthRefreshToken={seed}");
        Command::new(env!("CARGO_BIN_EXE_worker"))
            .args(arguments)
            .env("WORKER_STRING", string)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    fn refreshes(&self) -> u64 {
        self.sandbox.grants().refresh_token
    }

    fn refused(&self) -> u64 {
        self.sandbox.grants().refused
    }

    async fn output(child: Child) -> (bool, String) {
        let output = child.wait_with_output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}

fn scale(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Within it, the same refresh token may come in again.
const LEEWAY: Duration = Duration::from_secs(600);

/// `RACE_PROCESSES` x `RACE_TASKS`, 8 x 4 if they are not set.
#[tokio::test(flavor = "multi_thread")]
async fn over_all_processes_an_expired_token_is_renewed_once() {
    let (processes, tasks) = (scale("RACE_PROCESSES", 8), scale("RACE_TASKS", 4));
    let served = Served::start(Duration::ZERO).await;
    let (success, first) = Served::output(served.worker(&["race", "1", "0"])).await;
    assert!(success, "{first}");
    served.place.write(&served.place.text().replace("\"expires_in\":3600", "\"expires_in\":0"));
    let lead = Duration::from_millis(300 + 20 * processes as u64);
    let start = (SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + lead).as_millis().to_string();
    let arguments = ["race", &tasks.to_string(), &start];
    let children: Vec<Child> = (0..processes).map(|_| served.worker(&arguments)).collect();
    let mut tokens = BTreeSet::new();
    for child in children {
        let (success, output) = Served::output(child).await;
        assert!(success, "{output}");
        assert_eq!(output.lines().count(), tasks);
        tokens.extend(output.lines().map(str::to_owned));
    }
    assert_eq!(tokens.len(), 1, "every task of every process has the same token");
    assert!(!tokens.contains(first.trim()));
    assert_eq!((served.refreshes(), served.refused()), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_step_the_store_opens_and_the_grant_lives_within_the_leeway() {
    for step in ["leased", "read", "intended", "answered", "saved", "released"] {
        let served = Served::start(LEEWAY).await;
        let (success, output) = Served::output(served.worker(&["die", step])).await;
        assert!(!success && output.is_empty(), "{step}: {output}");
        let (success, output) = Served::output(served.worker(&["race", "2", "0"])).await;
        assert!(success, "{step}: {output}");
        let refreshes = if step == "answered" { 2 } else { 1 };
        assert_eq!((served.refreshes(), served.refused()), (refreshes, 0), "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_leeway_only_an_answer_that_was_lost_ends_the_grant() {
    for (step, lives) in [("leased", true), ("intended", true), ("answered", false), ("saved", true)] {
        let served = Served::start(Duration::ZERO).await;
        Served::output(served.worker(&["die", step])).await;
        let (success, output) = Served::output(served.worker(&["race", "1", "0"])).await;
        assert_eq!(success, lives, "{step}: {output}");
        assert_eq!(output.contains("ReauthRequired"), !lives, "{step}: {output}");
    }
}

/// `KILLS` processes, 40 if it is not set, each killed from outside at a random moment of its refreshes.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_the_store_opens_and_the_grant_lives() {
    let served = Served::start(LEEWAY).await;
    // Microseconds within which a worker comes to its refreshes; more where the machine is busy with other things.
    let mut busy = 60_000;
    for round in 0..scale("KILLS", 40) {
        let before = served.refreshes();
        let mut child = served.worker(&["spin"]);
        tokio::time::sleep(Duration::from_micros(20_000 + fastrand::u64(..busy))).await;
        child.kill().await.unwrap();
        if served.refreshes() == before {
            busy = (busy * 2).min(2_000_000);
        }
        let text = served.place.text();
        assert!(
            text.is_empty() || serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "round {round}: {text}"
        );
    }
    let (success, output) = Served::output(served.worker(&["race", "1", "0"])).await;
    assert!(success, "{output}");
    assert!(served.refreshes() > 1, "the workers refreshed at all");
    assert_eq!(served.refused(), 0);
}
