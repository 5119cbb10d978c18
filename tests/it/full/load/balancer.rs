//! HAProxy in front of some servers, as its page of the book has it, but without TLS: the callers of a load are on the same
//! processors.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::Stdio;

use crate::full::debian::{Server, await_port, free_port, unpacked};
use crate::mcp::documents::operation::text;

/// HAProxy and what it is linked with.
const PACKAGES: [&str; 4] = ["haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"];
/// What of the page's configuration is other here.
const BIND: &str = "bind :443 ssl crt /etc/haproxy/mcp.example.com.pem";
const SERVERS: &str = "    server one 127.0.0.1:8081\n    server two 127.0.0.1:8082\n";

/// A balancer, gone with this value.
pub(super) struct Balancer {
    address: SocketAddr,
    _server: Server,
    _folder: tempfile::TempDir,
}

impl Balancer {
    pub(super) fn start(replicas: &[SocketAddr]) -> Self {
        let (folder, port, settings) = (tempfile::tempdir().unwrap(), free_port(), text("haproxy.cfg"));
        assert!(settings.contains(BIND) && settings.contains(SERVERS), "{settings}");
        let mut servers = String::new();
        for (at, replica) in replicas.iter().enumerate() {
            writeln!(servers, "    server replica{at} {replica}").unwrap();
        }
        let settings = settings.replace(BIND, &format!("bind 127.0.0.1:{port}")).replace(SERVERS, &servers);
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, settings).unwrap();
        let mut command = unpacked("haproxy", &PACKAGES);
        command.arg("-db").arg("-f").arg(&file);
        command.stderr(std::fs::File::create(folder.path().join("log")).unwrap()).stdout(Stdio::null());
        let server = Server::start(command);
        await_port(port);
        Self { address: SocketAddr::from(([127, 0, 0, 1], port)), _server: server, _folder: folder }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}
