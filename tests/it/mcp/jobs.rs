//! Everyday jobs, as a model does them: the page afterwards, the requests that the wiki saw, the bytes that crossed.

mod arranging;
mod discussing;
mod editing;
mod finding;
mod guessed;
mod hanging;
mod undoing;

use confluence_mcp::Toolset;
use serde_json::Value;
use tests::sandbox::{Deployment, PageState, Sandbox};

use super::process::Process;
use super::{facts, samples, texts};

/// A server that offers everything and asks nobody.
pub(super) async fn everything(sandbox: &Sandbox) -> Process {
    let toolsets: Vec<&str> = Toolset::ALL.iter().map(|toolset| toolset.name()).collect();
    let (toolsets, connection) = (toolsets.join(","), sandbox.connection_string());
    Process::with(&["--unattended", "--toolsets", &toolsets, "--connection", &connection]).await
}

/// A session with a server that offers everything and asks nobody.
struct Session {
    sandbox: Sandbox,
    server: Process,
    begun: usize,
}

/// A session on each deployment, with nothing counted yet.
async fn sessions() -> Vec<Session> {
    let mut sessions = Vec::new();
    for sandbox in samples().await {
        sessions.push(Session::on(sandbox).await);
    }
    sessions
}

impl Session {
    async fn on(sandbox: Sandbox) -> Self {
        let server = everything(&sandbox).await;
        let mut session = Self { sandbox, begun: server.crossed(), server };
        session.begin();
        session
    }

    /// Counts from here on.
    fn begin(&mut self) {
        self.sandbox.reset_traffic();
        self.begun = self.server.crossed();
    }

    /// Calls a tool that has to do it.
    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.server.call(&format!("confluence_{tool}"), arguments).await;
        assert!(!texts(&result).1, "{tool}: {result}");
        result
    }

    /// Calls a tool, and reads the facts or rows of its answer.
    async fn ask(&mut self, tool: &str, arguments: Value) -> Value {
        facts(&self.call(tool, arguments).await)
    }

    fn page(&self, space: &str, title: &str) -> PageState {
        self.sandbox.page_by_title(space, title).unwrap_or_else(|| panic!("no page {title}"))
    }

    fn is_cloud(&self) -> bool {
        self.sandbox.deployment() == Deployment::Cloud
    }

    /// Asserts what it took: requests to Cloud and to Data Center, and at most so many bytes between model and server.
    fn took(&self, requests: [u64; 2], bytes: usize) {
        let wanted = requests[usize::from(!self.is_cloud())];
        let seen: Vec<String> =
            self.sandbox.requests().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect();
        assert_eq!(self.sandbox.traffic().requests, wanted, "{:?}: {seen:#?}", self.sandbox.deployment());
        let crossed = self.server.crossed() - self.begun;
        assert!(crossed <= bytes, "{crossed} bytes crossed");
    }
}
