//! Logging in and staying logged in: the acceptance cases of the connection properties.

mod canary;
mod certificates;
mod diagnosis;
mod initiate;
mod links;
mod login;
mod lost_leases;
pub(crate) mod oauth1;
mod races;
mod realm;
mod refresh;
mod refusals;
mod resources;
pub(crate) mod sandbox;
mod seeds;
mod separation;
mod stores;
mod watched;

use confluence_oauth::{ConnectionString, Session, SessionOptions};

use self::realm::Realm;

/// The properties of an application that the realm knows.
const CLIENT: &str = "OAuthClientId=app;OAuthClientSecret=secret-of-app";
const CLOUD: &str = "URL=https://acme.atlassian.net/wiki";
const SERVER: &str = "URL=https://wiki.example.com/confluence";

/// Options for a session that talks to the realm and tells its time.
fn options(realm: &Realm, properties: &str) -> SessionOptions {
    let mut string = ConnectionString::parse(properties).unwrap();
    let options = SessionOptions::take_from(&mut string).unwrap().scopes(["read:page:confluence"]);
    string.finish().unwrap();
    let clock = realm.clone();
    options.exchange(realm.exchange()).clock(move || clock.now())
}

fn open(realm: &Realm, properties: &str) -> Session {
    Session::open(options(realm, properties)).unwrap()
}

/// A file in a folder of its own, as `OAuthSettingsLocation`.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("oauth.json")
    }

    fn property(&self) -> String {
        format!("OAuthSettingsLocation={}", self.path().display())
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap_or_default()
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
        tests::set_mode(&self.path(), 0o600);
    }
}
