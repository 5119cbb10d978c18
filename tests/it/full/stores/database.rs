//! A PostgreSQL of our own, and a pooler in front of it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Connection, NoTls, SimpleQueryMessage, Socket};

use crate::full::debian::{Server, await_port, free_port, give, program, run, unprivileged};

pub(super) const PASSWORD: &str = "canary-of-the-database";

/// A cluster in a folder of its own, gone with this value.
pub(in crate::full) struct Database {
    server: Server,
    folder: tempfile::TempDir,
    port: u16,
    tls: bool,
}

impl Database {
    pub(in crate::full) fn start() -> Self {
        Self::create(false)
    }

    /// With a [certificate](Database::certificate) for `localhost`.
    pub(super) fn start_with_tls() -> Self {
        Self::create(true)
    }

    fn create(tls: bool) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let password = folder.path().join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        give(folder.path());
        give(&password);
        let mut init = Command::new(program("initdb", "postgresql"));
        init.args(["--username=confluence", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]);
        init.arg(format!("--pwfile={}", password.display()));
        init.arg("--pgdata").arg(folder.path().join("data"));
        run(&mut unprivileged(init));
        if tls {
            make_certificates(folder.path());
        }
        let port = free_port();
        let server = serve(folder.path(), port, tls);
        Self { server, folder, port, tls }
    }

    /// The address, with the password.
    pub(in crate::full) fn address(&self) -> String {
        format!("postgres://confluence:{PASSWORD}@127.0.0.1:{}/postgres", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The file of the server's certificate.
    pub(super) fn certificate(&self) -> PathBuf {
        self.folder.path().join("server.crt")
    }

    /// The file of the certificate of who issued it.
    pub(super) fn authority(&self) -> PathBuf {
        self.folder.path().join("root.crt")
    }

    /// Lets go of all clients and starts again.
    pub(super) fn restart(&mut self) {
        self.stop(Signal::INT);
        self.resume();
    }

    /// Dies as in a power cut, and recovers.
    pub(super) fn crash(&mut self) {
        self.stop(Signal::QUIT);
        self.resume();
    }

    pub(super) fn stop(&mut self, signal: Signal) {
        self.server.stop(signal);
    }

    pub(super) fn resume(&mut self) {
        self.server = serve(self.folder.path(), self.port, self.tls);
    }

    /// A server that has just begun refuses for a moment.
    async fn connect(&self) -> (Client, Connection<Socket, NoTlsStream>) {
        for _ in 0..100 {
            if let Ok(connected) = tokio_postgres::connect(&self.address(), NoTls).await {
                return connected;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the database does not begin")
    }

    /// Runs SQL as the owner.
    pub(super) async fn execute(&self, sql: &str) -> Vec<Vec<String>> {
        let (client, connection) = self.connect().await;
        tokio::spawn(connection);
        let answers = client.simple_query(sql).await.unwrap();
        let rows = answers.iter().filter_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        rows.map(|row| (0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect())
            .collect()
    }
}

fn serve(folder: &Path, port: u16, tls: bool) -> Server {
    let mut command = Command::new(program("postgres", "postgresql"));
    command.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
    command.arg("-k").arg(folder).args(["-c", "max_connections=200"]);
    if tls {
        let file = |option: &str, name: &str| format!("{option}={}", folder.join(name).display());
        command.args(["-c", "ssl=on", "-c", &file("ssl_cert_file", "server.crt")]);
        command.args(["-c", &file("ssl_key_file", "server.key")]);
    }
    command.stderr(std::fs::File::create(folder.join("log")).unwrap()).stdout(Stdio::null());
    let server = Server::start(unprivileged(command));
    await_port(port);
    server
}

/// An authority, and a certificate of its for `localhost`.
fn make_certificates(folder: &Path) {
    let openssl = |arguments: &str| {
        let mut openssl = Command::new(program("openssl", "openssl"));
        run(openssl.args(arguments.split(' ')).current_dir(folder));
    };
    let new = "-newkey rsa:2048 -nodes -days 30";
    openssl(&format!("req -x509 {new} -subj /CN=authority -keyout root.key -out root.crt"));
    openssl(&format!(
        "req -x509 {new} -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext \
         basicConstraints=critical,CA:FALSE -CA root.crt -CAkey root.key -keyout server.key -out server.crt"
    ));
    let key = folder.join("server.key");
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    give(&key);
}

/// A pooler that gives each transaction whichever of two connections is free.
pub(super) struct Pooler {
    _server: Server,
    _folder: tempfile::TempDir,
    port: u16,
}

impl Pooler {
    pub(super) fn start(database: &Database) -> Self {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let port = free_port();
        let users = folder.path().join("users");
        std::fs::write(&users, format!("\"confluence\" \"{PASSWORD}\"\n")).unwrap();
        let settings = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\npostgres = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\n\
             pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\nserver_login_retry = 1\n",
            database.port(),
            users.display()
        );
        std::fs::write(&settings, text).unwrap();
        let mut command = Command::new(program("pgbouncer", "pgbouncer"));
        command.arg("-q").arg(&settings);
        command.stderr(std::fs::File::create(folder.path().join("log")).unwrap()).stdout(Stdio::null());
        let server = Server::start(unprivileged(command));
        await_port(port);
        Self { _server: server, _folder: folder, port }
    }

    pub(super) fn address(&self) -> String {
        format!("postgres://confluence:{PASSWORD}@127.0.0.1:{}/postgres", self.port)
    }
}
