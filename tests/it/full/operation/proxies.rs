//! Proxies in front of two servers, each with the configuration that we give people.

use std::process::{Command, Stdio};

use crate::full::debian::{Server, await_port, run, unpacked};
use crate::mcp::documents::operation::text;

/// Which proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Nginx,
    Caddy,
    HaProxy,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Nginx, Self::Caddy, Self::HaProxy];

    fn program(self) -> Command {
        match self {
            Self::Nginx => unpacked("nginx", &["nginx"]),
            Self::Caddy => unpacked("caddy", &["caddy"]),
            Self::HaProxy => unpacked(
                "haproxy",
                &["haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"],
            ),
        }
    }
}

/// A running proxy, in front of servers on these ports.
pub(super) struct Proxy {
    kind: Kind,
    folder: tempfile::TempDir,
    port: u16,
    servers: [u16; 2],
    _process: Server,
}

impl Proxy {
    pub(super) fn start(kind: Kind, port: u16, servers: [u16; 2]) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let readable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), readable).unwrap();
        let certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/server.pem");
        for name in ["certificate.pem", "certificate.pem.key"] {
            std::fs::copy(certificate, folder.path().join(name)).unwrap();
        }
        write(kind, folder.path(), port, servers, None);
        let mut command = kind.program();
        command.args(arguments(kind, folder.path())).env("HOME", folder.path());
        command.stdout(Stdio::null()).stderr(std::fs::File::create(folder.path().join("log")).unwrap());
        let process = Server::start(command);
        await_port(port);
        Self { kind, folder, port, servers, _process: process }
    }

    /// Sends nothing more to one of the servers, or something to all again, where the proxy does not find out by itself.
    pub(super) fn leave_out(&self, server: Option<u16>) {
        if self.kind != Kind::Nginx {
            return;
        }
        write(self.kind, self.folder.path(), self.port, self.servers, server);
        let mut reload = self.kind.program();
        run(reload.args(["-s", "reload"]).args(arguments(self.kind, self.folder.path())));
    }

    /// What it wrote of itself.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

fn arguments(kind: Kind, folder: &std::path::Path) -> Vec<String> {
    let at = |name: &str| folder.join(name).display().to_string();
    match kind {
        Kind::Nginx => vec!["-c".to_owned(), at("main.conf")],
        Kind::Caddy => ["run", "--adapter", "caddyfile", "--config"]
            .map(str::to_owned)
            .into_iter()
            .chain([at("conf")])
            .collect(),
        Kind::HaProxy => vec!["-db".to_owned(), "-f".to_owned(), at("conf")],
    }
}

/// Writes the configuration with the name, the certificate and the addresses of this machine.
fn write(kind: Kind, folder: &std::path::Path, port: u16, servers: [u16; 2], without: Option<u16>) {
    let place = folder.display();
    let (file, changes) = match kind {
        Kind::Nginx => (
            "nginx.conf",
            vec![
                ("listen 443 ssl;".to_owned(), format!("listen 127.0.0.1:{port} ssl;")),
                ("server_name mcp.example.com;".to_owned(), "server_name localhost;".to_owned()),
                ("/etc/ssl/mcp.example.com.pem".to_owned(), format!("{place}/certificate.pem")),
                ("/etc/ssl/mcp.example.com.key".to_owned(), format!("{place}/certificate.pem")),
            ],
        ),
        Kind::Caddy => (
            "Caddyfile",
            vec![(
                "\nmcp.example.com {".to_owned(),
                format!(
                    "\nhttps://localhost:{port} {{\n\ttls {place}/certificate.pem {place}/certificate.pem"
                ),
            )],
        ),
        Kind::HaProxy => (
            "haproxy.cfg",
            vec![(
                "bind :443 ssl crt /etc/haproxy/mcp.example.com.pem".to_owned(),
                format!("bind 127.0.0.1:{port} ssl crt {place}/certificate.pem"),
            )],
        ),
    };
    let mut conf = text(file);
    for (from, to) in changes {
        assert!(conf.contains(&from), "{file} has no `{from}`");
        conf = conf.replace(&from, &to);
    }
    for (from, to) in ["127.0.0.1:8081", "127.0.0.1:8082"].into_iter().zip(servers) {
        assert!(conf.contains(from), "{file} has no `{from}`");
        conf = conf.replace(from, &format!("127.0.0.1:{to}"));
    }
    if let Some(server) = without {
        conf = conf.replace(&format!("127.0.0.1:{server};"), &format!("127.0.0.1:{server} down;"));
    }
    if kind == Kind::Caddy {
        conf = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{conf}");
    }
    std::fs::write(folder.join("conf"), conf).unwrap();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String =
        temporary.iter().map(|name| format!("{name}_temp_path {place}/{name}; ")).collect();
    let main = format!(
        "daemon off; pid {place}/pid; error_log stderr; events {{ worker_connections 1024; }}\n\
         http {{ access_log off; {temporary} include {place}/conf; }}\n"
    );
    std::fs::write(folder.join("main.conf"), main).unwrap();
}
