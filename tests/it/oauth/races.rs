//! Many processes on one file: one renewal in all, and death at any moment.

use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::process::{Child, Command};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

use super::realm::Realm;
use super::{CLIENT, Place};

/// The realm over HTTP, for processes.
struct Served {
    realm: Realm,
    server: MockServer,
    place: Place,
}

struct Answers(Realm);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked = http::Request::post(request.url.path()).body(request.body.clone().into()).unwrap();
        match self.0.state().respond(&asked) {
            Ok(answer) => {
                ResponseTemplate::new(answer.status().as_u16()).set_body_bytes(answer.into_body().to_vec())
            }
            Err(_) => ResponseTemplate::new(599),
        }
    }
}

impl Served {
    async fn start() -> Self {
        let server = MockServer::builder().disable_request_recording().start().await;
        let realm = Realm::new();
        Mock::given(any()).respond_with(Answers(realm.clone())).mount(&server).await;
        Self { realm, server, place: Place::new() }
    }

    fn string(&self) -> String {
        let (site, place) = (self.server.uri(), self.place.property());
        format!("URL={site}/confluence;Deployment=DataCenter;{CLIENT};{place};InitiateOAuth=REFRESH")
    }

    fn worker(&self, arguments: &[&str], seeded: bool) -> Child {
        let seed = if seeded { ";OAuthRefreshToken=refresh-0" } else { "" };
        Command::new(env!("CARGO_BIN_EXE_worker"))
            .args(arguments)
            .env("WORKER_STRING", format!("{}{seed}", self.string()))
            .env("WORKER_FILE", self.place.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    async fn output(child: Child) -> (bool, String) {
        let output = child.wait_with_output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}

fn scale(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// `RACE_PROCESSES` x `RACE_TASKS`, 8 x 4 if they are not set.
#[tokio::test(flavor = "multi_thread")]
async fn over_all_processes_an_expired_token_is_renewed_once() {
    let (processes, tasks) = (scale("RACE_PROCESSES", 8), scale("RACE_TASKS", 4));
    let served = Served::start().await;
    served.realm.state().expires_in = serde_json::json!(0);
    let (_, first) = Served::output(served.worker(&["race", "1", "0"], true)).await;
    assert_eq!(first, "access-1\n");
    served.realm.state().expires_in = serde_json::json!(3600);
    let lead = Duration::from_millis(300 + 20 * processes as u64);
    let start = (SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + lead).as_millis().to_string();
    let arguments = ["race", &tasks.to_string(), &start];
    let children: Vec<Child> = (0..processes).map(|_| served.worker(&arguments, false)).collect();
    for child in children {
        let (success, output) = Served::output(child).await;
        assert_eq!((success, output), (true, "access-2\n".repeat(tasks)));
    }
    assert_eq!((served.realm.asked("refresh_token"), served.realm.state().refused), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_step_the_store_opens_and_the_grant_lives_within_the_leeway() {
    for step in ["leased", "read", "intended", "answered", "saved", "released"] {
        let served = Served::start().await;
        served.realm.state().leeway = 600_000;
        let (success, output) = Served::output(served.worker(&["die", step], true)).await;
        assert!(!success && output.is_empty(), "{step}: {output}");
        let (success, output) = Served::output(served.worker(&["race", "2", "0"], true)).await;
        assert!(success, "{step}: {output}");
        assert_eq!(served.realm.state().refused, 0, "{step}");
        let asked = served.realm.asked("refresh_token");
        assert_eq!(asked, if step == "answered" { 2 } else { 1 }, "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_leeway_only_an_answer_that_was_lost_ends_the_grant() {
    for (step, lives) in [("leased", true), ("intended", true), ("answered", false), ("saved", true)] {
        let served = Served::start().await;
        Served::output(served.worker(&["die", step], true)).await;
        let (success, output) = Served::output(served.worker(&["race", "1", "0"], true)).await;
        assert_eq!(success, lives, "{step}: {output}");
        assert_eq!(output.contains("ReauthRequired"), !lives, "{step}: {output}");
    }
}

/// `KILLS` processes, 40 if it is not set, each killed from outside at a random moment of its renewals.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_the_store_opens_and_the_grant_lives() {
    let served = Served::start().await;
    served.realm.state().leeway = 600_000;
    for round in 0..scale("KILLS", 40) {
        let mut child = served.worker(&["spin"], true);
        let jitter = u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos() % 60_000);
        tokio::time::sleep(Duration::from_micros(20_000 + jitter)).await;
        child.kill().await.unwrap();
        let text = served.place.text();
        assert!(
            text.is_empty() || serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "round {round}: {text}"
        );
    }
    let (success, output) = Served::output(served.worker(&["race", "1", "0"], true)).await;
    assert!(success, "{output}");
    assert!(served.realm.asked("refresh_token") > 1, "the workers renewed at all");
    assert_eq!(served.realm.state().refused, 0);
}
