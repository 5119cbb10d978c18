//! HAProxy in front of some servers.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::full::stores::debian::{Server, await_port, free_port, program, unprivileged};

/// A balancer, gone with this value.
pub(super) struct Balancer {
    address: SocketAddr,
    _server: Server,
    _folder: tempfile::TempDir,
}

/// What the guide of the server recommends: probes of `/readyz`, a request at the server with the fewest, and another
/// server for a request that could not be handed over. One that was handed over is never sent twice.
const SETTINGS: &str = "
global
    maxconn 8192
defaults
    mode http
    timeout connect 2s
    timeout client 90s
    timeout server 90s
    timeout http-request 10s
    option redispatch 1
    retries 3
    retry-on conn-failure
backend replicas
    balance leastconn
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 500ms fastinter 100ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down
";

impl Balancer {
    pub(super) fn start(replicas: &[SocketAddr]) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let port = free_port();
        let mut settings = SETTINGS.to_owned();
        for (at, replica) in replicas.iter().enumerate() {
            writeln!(settings, "    server replica{at} {replica}").unwrap();
        }
        write!(settings, "frontend mcp\n    bind 127.0.0.1:{port}\n    default_backend replicas\n").unwrap();
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program("haproxy", "haproxy"));
        command.arg("-db").arg("-f").arg(&file);
        command.stderr(std::fs::File::create(folder.path().join("log")).unwrap()).stdout(Stdio::null());
        let server = Server::start(unprivileged(command));
        await_port(port);
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), _server: server, _folder: folder }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}
