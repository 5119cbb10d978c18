//! A key in the Secret Service: gnome-keyring on a session bus of its own, unlocked, locked and absent.

use std::path::PathBuf;
use std::process::{Command, Output};

use tests::sandbox::{ADMIN, Deployment, IssuedGrant, Sandbox};

use crate::full::debian::program;

/// A user with a home of their own, and a grant to keep.
struct User {
    home: tempfile::TempDir,
    sandbox: Sandbox,
    grant: IssuedGrant,
}

/// What the user's session has.
#[derive(Clone, Copy)]
enum Keyring {
    Unlocked,
    Locked,
    /// A bus, and nobody on it who keeps secrets.
    Absent,
    /// Not even a bus.
    NoBus,
}

impl User {
    async fn new() -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
        let grant = sandbox.issue_grant(ADMIN, &["WRITE"]);
        let home = tempfile::tempdir_in("/tmp").unwrap();
        for folder in ["data", "config", "run"] {
            std::fs::create_dir(home.path().join(folder)).unwrap();
        }
        Self { home, sandbox, grant }
    }

    /// Runs the worker in a session of this user.
    async fn run(&self, keyring: Keyring, worker: &str, threads: Option<&str>) -> Output {
        let daemon = program("gnome-keyring-daemon", "gnome-keyring").display().to_string();
        let ready = on_the_bus();
        let script = match keyring {
            Keyring::Unlocked => {
                format!(
                    "printf secret | {daemon} --unlock --components=secrets >/dev/null; {ready}; {worker}"
                )
            }
            Keyring::Locked => format!("{daemon} --start --components=secrets >/dev/null; {ready}; {worker}"),
            Keyring::Absent | Keyring::NoBus => worker.to_owned(),
        };
        let mut command = match keyring {
            Keyring::NoBus => Command::new("sh"),
            _ => {
                let mut session = Command::new(program("dbus-run-session", "dbus"));
                session.arg("--config-file").arg(self.bus());
                session.args(["--", "sh"]);
                session
            }
        };
        command.args(["-c", &script]).env("WORKER_STRING", self.string()).env("HOME", self.home.path());
        for (variable, folder) in
            [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_RUNTIME_DIR", "run")]
        {
            command.env(variable, self.home.path().join(folder));
        }
        command.env_remove("DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        if let Some(threads) = threads {
            command.env("WORKER_THREADS", threads);
        }
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// A bus that starts no services of the machine by itself.
    fn bus(&self) -> PathBuf {
        let path = self.home.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:tmpdir={}</listen><policy context=\"default\">\
             <allow send_destination=\"*\"/><allow own=\"*\"/><allow eavesdrop=\"true\"/></policy></busconfig>",
            self.home.path().join("run").display()
        );
        std::fs::write(&path, text).unwrap();
        path
    }

    fn string(&self) -> String {
        let base = self.sandbox.oauth_connection_string();
        let seed = &self.grant.refresh_token;
        format!("{base};OAuthSettingsLocation=keyring://work;InitiateOAuth=REFRESH;OAuthRefreshToken={seed}")
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("config/confluence/oauth.work.json")
    }

    fn refreshes(&self) -> u64 {
        self.sandbox.grants().refresh_token
    }
}

/// Waits until the keyring has its name on the bus, which it takes some time after its program has returned.
fn on_the_bus() -> String {
    let send = program("dbus-send", "dbus").display().to_string();
    let owner = "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets";
    let asked = format!("{send} --session --print-reply --dest=org.freedesktop.DBus / {owner}");
    format!("for _ in $(seq 200); do {asked} | grep -q true && break; sleep 0.05; done")
}

const WORKER: &str = env!("CARGO_BIN_EXE_worker");

fn tokens(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.lines().map(str::to_owned).collect()
}

/// The kind of error that the worker ended with.
fn kind(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{text}");
    println!("{}", text.trim());
    text.split(' ').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring: cargo xtask test --full stores"]
async fn unlocked_it_keeps_the_key_for_both_kinds_of_runtime() {
    let user = User::new().await;
    let first = tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} race 2 0"), Some("1")).await);
    let again = tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} race 2 0"), None).await);
    assert_eq!((first.len(), &first, user.refreshes()), (2, &again, 1));
    let file = std::fs::read_to_string(user.file()).unwrap();
    assert!(file.contains("XChaCha20-Poly1305") && !file.contains(&first[0]));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring: cargo xtask test --full stores"]
async fn many_who_come_first_make_one_key_and_one_refresh() {
    let user = User::new().await;
    let one = format!("{WORKER} race 2 0 &");
    let output = user.run(Keyring::Unlocked, &format!("{} wait", one.repeat(8)), None).await;
    let mut tokens = tokens(&output);
    assert_eq!(tokens.len(), 16, "{}", String::from_utf8_lossy(&output.stdout));
    tokens.dedup();
    assert_eq!((tokens.len(), user.refreshes()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring: cargo xtask test --full stores"]
async fn locked_or_absent_it_is_said_and_nothing_is_lost_or_sent() {
    let user = User::new().await;
    assert_eq!(
        kind(&user.run(Keyring::NoBus, &format!("{WORKER} race 1 0"), None).await),
        "KeyringUnavailable"
    );
    assert_eq!(
        kind(&user.run(Keyring::Absent, &format!("{WORKER} race 1 0"), None).await),
        "KeyringUnavailable"
    );
    assert_eq!(kind(&user.run(Keyring::Locked, &format!("{WORKER} race 1 0"), None).await), "KeyringLocked");
    assert!(user.refreshes() == 0 && !user.file().exists(), "nothing was asked for that could not be kept");
    let first = tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} race 1 0"), None).await);
    let file = std::fs::read(user.file()).unwrap();
    for threads in [None, Some("1")] {
        let locked = user.run(Keyring::Locked, &format!("{WORKER} race 1 0"), threads).await;
        assert_eq!(kind(&locked), "KeyringLocked");
    }
    assert_eq!(std::fs::read(user.file()).unwrap(), file);
    let again = tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} race 1 0"), None).await);
    assert_eq!((first, user.refreshes()), (again, 1));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring: cargo xtask test --full stores"]
async fn a_lost_key_is_said_and_not_replaced() {
    let user = User::new().await;
    tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} race 1 0"), None).await);
    let file = std::fs::read(user.file()).unwrap();
    std::fs::remove_dir_all(user.home.path().join("data/keyrings")).unwrap();
    assert_eq!(kind(&user.run(Keyring::Unlocked, &format!("{WORKER} race 1 0"), None).await), "KeyLost");
    assert_eq!(std::fs::read(user.file()).unwrap(), file);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring: cargo xtask test --full stores"]
async fn it_keeps_the_rules_of_a_store() {
    let user = User::new().await;
    tokens(&user.run(Keyring::Unlocked, &format!("{WORKER} conformance"), None).await);
}
