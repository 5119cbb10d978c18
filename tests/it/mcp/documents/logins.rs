//! The page on ways to log in: each profile, and each command beside it, on a site of its kind.

use tests::sandbox::{ADMIN, Deployment, Sandbox};

use super::fences::{Kind, commands};
use crate::mcp::process::command;

const GUIDE: &str = include_str!("../../../../confluence-oauth/LOGIN.md");

/// One way: its heading, profile and commands.
struct Way<'a> {
    heading: &'a str,
    profile: &'a str,
    commands: Vec<String>,
}

fn ways() -> Vec<Way<'static>> {
    let sections = GUIDE.split("\n## ").skip(1);
    let blocks = |section: &'static str, kind: &str| -> Vec<&'static str> {
        let start = format!("```{kind}\n");
        section.split(&start).skip(1).filter_map(|rest| rest.split("```").next()).collect()
    };
    let way = |section: &'static str| Way {
        heading: section.lines().next().unwrap(),
        profile: blocks(section, "profile").first().unwrap(),
        commands: commands(section)
            .iter()
            .filter(|fence| fence.kind == Kind::Runs)
            .flat_map(|fence| fence.script.lines().map(str::to_owned))
            .collect(),
    };
    sections.map(way).collect()
}

/// A site, and what of the page's example is different there.
struct Site {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Site {
    async fn of(way: &Way<'_>) -> Self {
        let cloud = way.heading.starts_with("Cloud");
        let deployment = if cloud { Deployment::Cloud } else { Deployment::DataCenter };
        let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
        let site = Self { sandbox, folder: tempfile::tempdir().unwrap() };
        std::fs::write(site.folder.path().join("wiki.conf"), site.profile(way)).unwrap();
        site
    }

    fn profile(&self, way: &Way<'_>) -> String {
        let client = if way.heading.contains("service account") { "=service" } else { "=app" };
        let key = self.folder.path().join("key.pem");
        let text = way
            .profile
            .replace("https://example.atlassian.net", &self.sandbox.url())
            .replace("https://wiki.example.com/confluence", &self.sandbox.url())
            .replace("=abc", client)
            .replace("=key.pem", &format!("={}", key.display()));
        // Where Cloud is: everywhere but here that goes without saying.
        let whole = self.sandbox.oauth_connection_string();
        let addresses = whole.split(';').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let cloud =
                matches!(name, "Deployment" | "GatewayURL" | "OAuthAuthorizationURL" | "OAuthAccessTokenURL");
            cloud
                && self.sandbox.deployment() == Deployment::Cloud
                && (text.contains("OAuth") || name == "Deployment")
        });
        let store = self.folder.path().join("private").join("oauth.json");
        let store = text.contains("OAuth").then(|| format!("OAuthSettingsLocation={}", store.display()));
        let added: Vec<String> = addresses.map(str::to_owned).chain(store).collect();
        format!("{text}{}\n", added.join("\n"))
    }

    /// Does what a line of the page says; what it printed.
    async fn does(&self, line: &str, shown: &str) -> String {
        let words: Vec<String> = line.split(' ').map(|word| self.meant(word, shown)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut command = match words[0] {
            "confluence-mcp" => command(&words[1..]),
            program => {
                let mut command = tokio::process::Command::new(program);
                command.args(&words[1..]);
                command
            }
        };
        let (token, secret) = match self.sandbox.deployment() {
            Deployment::Cloud => (ADMIN.api_token, "app-secret"),
            _ => (ADMIN.personal_access_token, "app-secret"),
        };
        let service =
            std::fs::read_to_string(self.folder.path().join("wiki.conf")).unwrap().contains("=service");
        let secret = if service { "service-secret" } else { secret };
        command.env("WIKI_TOKEN", token).env("WIKI_PASSWORD", ADMIN.password).env("CLIENT_SECRET", secret);
        command.current_dir(self.folder.path());
        let ended = command.output().await.unwrap_or_else(|error| panic!("{line}: {error}"));
        let (printed, said) =
            (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        assert!(ended.status.success(), "{line}: {printed}{said}");
        printed.trim().to_owned()
    }

    /// What a word of the page stands for, after a command that printed the address to log in at.
    fn meant(&self, word: &str, shown: &str) -> String {
        match word {
            "wiki" => self.folder.path().join("wiki.conf").display().to_string(),
            "\"REDIRECT_URL\"" => self.sandbox.visit(shown).expect("the consent screen redirects"),
            "\"VERIFIER\"" => self.sandbox.read_verifier(shown).expect("the page shows a verifier"),
            other => other.to_owned(),
        }
    }

    /// What the administrator does with the public key.
    fn link(&self) {
        let public = self.folder.path().join("public.pem");
        if let Ok(key) = std::fs::read_to_string(public) {
            self.sandbox.link_application("link", &key);
        }
    }
}

#[tokio::test]
async fn every_step_of_the_page_leads_where_it_says() {
    let ways = ways();
    assert_eq!(ways.len(), 7);
    for way in ways {
        let site = Site::of(&way).await;
        let mut shown = String::new();
        for line in &way.commands {
            shown = site.does(line, &shown).await;
            site.link();
        }
        assert!(shown.contains("the first space is"), "{}: {shown}", way.heading);
    }
}

#[test]
fn no_secret_stands_in_a_profile() {
    for way in ways() {
        for name in ["APIToken", "PAT", "Password", "OAuthClientSecret"] {
            let given =
                way.profile.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| *key == name);
            assert!(given.is_none_or(|(_, value)| value.starts_with("env:")), "{}", way.heading);
        }
    }
}
