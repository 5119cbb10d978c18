//! `login`, `status` and `logout`.

use std::io::{IsTerminal as _, Read as _, Write as _};

use clap::Args;
use confluence_client::connection::Connection;
use confluence_mcp::http::Principal;
use confluence_oauth::{Deployment, EntryKey, ErrorKind, Login, Origin, Session, Value, Warning};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use url::Url;

use super::connect::ConnectOptions;
use super::error::Result;

/// How many of those who are stored are named.
const MOST_NAMED: usize = 10;

/// How to log in. Without options: with a browser on this machine.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Prints the URL to open, in any browser on any machine, and exits.
    #[arg(long, conflicts_with = "verifier")]
    url: bool,
    /// Completes a login that `--url` began: the redirect URL that the browser ended at, or the code in it; `-` reads
    /// it from standard input.
    #[arg(long, value_name = "ANSWER")]
    verifier: Option<String>,
}

/// Whose login it is. Without options: that of the connection's own user.
#[derive(Debug, Args)]
pub(crate) struct Whose {
    /// A caller of a multi-user server: the issuer and the subject of their tokens (`sub`, or the server's
    /// `--subject-claim`).
    #[arg(long, num_args = 2, value_names = ["ISSUER", "SUBJECT"])]
    principal: Vec<String>,
}

/// How the status is shown.
#[derive(Debug, Args)]
pub(crate) struct StatusOptions {
    #[command(flatten)]
    whose: Whose,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(connect: &ConnectOptions, options: Options) -> Result<()> {
    let session = session(connect)?;
    session.check_login()?;
    if options.verifier.is_none() && session.deployment() == Deployment::Cloud {
        writeln!(
            std::io::stderr(),
            "The login asks for these scopes, each of which has to be enabled for the application in the developer \
             console:\n{}",
            session.scopes().join(" ")
        )?;
    }
    let login = match options.verifier {
        _ if options.url => return begin(&session, &connect.again()).await,
        Some(answer) => {
            let finished = session.finish_login(&answered(answer)?).await;
            finished.map_err(|error| of_option(again(error, &session, &connect.again())))?
        }
        None => with_a_browser(&session, &connect.again()).await?,
    };
    tell(&login)
}

pub(crate) async fn status(connect: &ConnectOptions, options: &StatusOptions) -> Result<()> {
    let session = options.whose.session(connect)?;
    let status = session.status().await?;
    let (mut out, caller) = (std::io::stdout(), options.whose.digest());
    if caller.is_some() && status.warnings.contains(&Warning::NotLoggedIn) {
        writeln!(std::io::stderr(), "{}", options.whose.nothing_stored(&session).await?)?;
    }
    if options.json {
        let mut status = serde_json::to_value(status)?;
        if let (Some(facts), Some(caller)) = (status.as_object_mut(), caller) {
            facts.insert("caller".to_owned(), caller.into());
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&status)?)?;
    } else {
        write!(out, "{status}")?;
    }
    Ok(())
}

pub(crate) async fn logout(connect: &ConnectOptions, whose: &Whose) -> Result<()> {
    let session = whose.session(connect)?;
    if !session.logout().await? {
        return Err(whose.nothing_stored(&session).await?.into());
    }
    writeln!(
        std::io::stdout(),
        "The stored tokens were deleted. The consent that was given remains at Confluence."
    )?;
    Ok(())
}

impl Whose {
    fn session(&self, connect: &ConnectOptions) -> Result<Session> {
        let connection = connect.connection(false)?;
        match self.digest() {
            Some(caller) => of(&connection.for_principal(&caller)?, connect),
            None => of(&connection, connect),
        }
    }

    /// That nothing is stored, for whom, and what is stored in the same place: somebody who has left must not keep a login
    /// because of a slip of the pen.
    async fn nothing_stored(&self, session: &Session) -> Result<String> {
        let (key, all) = (session.key(), session.store().list().await?);
        // Of this caller there may be what a logout leaves behind, which is no login.
        let of_application = |one: &&EntryKey| {
            one.site() == key.site()
                && one.client_id() == key.client_id()
                && one.principal() != key.principal()
        };
        let here: Vec<&str> = all.iter().filter(of_application).map(EntryKey::principal).collect();
        let mut said = match self.principal.as_slice() {
            [issuer, subject] => {
                format!(
                    "nothing is stored for the caller {} (issuer {issuer}, subject {subject})",
                    key.principal()
                )
            }
            _ => "nothing is stored for the connection's own user".to_owned(),
        };
        if let [issuer, subject] = self.principal.as_slice() {
            let bare = issuer.trim_end_matches('/');
            let other = if bare.len() < issuer.len() { bare.to_owned() } else { format!("{issuer}/") };
            if here.contains(&Principal::new(&other, subject).key()) {
                said += &format!("; it is stored for the issuer {other}, which is another name");
            }
        }
        let named = here.iter().take(MOST_NAMED).map(|principal| match *principal {
            "" => "the connection's own user".to_owned(),
            digest => format!("the caller {digest}"),
        });
        let named: Vec<String> = named.collect();
        said += &match here.len().saturating_sub(MOST_NAMED) {
            _ if here.is_empty() => ". For this site and application nothing is stored at all".to_owned(),
            0 => format!(". For this site and application is stored: {}", named.join(", ")),
            more => {
                format!(". For this site and application is stored: {}, and {more} more", named.join(", "))
            }
        };
        if here.iter().any(|principal| !principal.is_empty()) {
            said += ". `confluence-mcp caller ISSUER SUBJECT` prints the id of a caller";
        }
        Ok(said)
    }

    /// What the caller is called in the token store, the log and the audit log.
    fn digest(&self) -> Option<String> {
        match self.principal.as_slice() {
            [issuer, subject] => Some(Principal::new(issuer, subject).key().to_owned()),
            _ => None,
        }
    }
}

fn session(connect: &ConnectOptions) -> Result<Session> {
    of(&connect.connection(false)?, connect)
}

/// The session of a connection. Who meant another connection is told which one this is.
fn of(connection: &Connection, connect: &ConnectOptions) -> Result<Session> {
    if let Some(session) = connection.session() {
        return Ok(session.clone());
    }
    let string = connect.string(false)?;
    let from = match string.peek("URL").map(Value::origin) {
        Some(Origin::Profile(path)) => format!(", of the profile {},", path.display()),
        Some(Origin::Environment(variable)) => format!(", of the variable {variable},"),
        _ => String::new(),
    };
    Err(format!(
        "this connection{from} needs no login: its AuthScheme is not OAuth; choose another one with --profile NAME \
         or --connection"
    )
    .into())
}

/// What stands in a command for the answer of a login.
fn answer(session: &Session) -> &'static str {
    match session.callback().is_out_of_band() {
        true => "CODE",
        false => "REDIRECT_URL",
    }
}

async fn begin(session: &Session, connection: &str) -> Result<()> {
    let pending = session.begin_login().await?;
    writeln!(std::io::stdout(), "{}", pending.authorization_url())?;
    let (answer, brought) = (
        answer(session),
        match session.callback().is_out_of_band() {
            true => "the code that the page shows",
            false => "the URL it ends at, in quotes",
        },
    );
    writeln!(
        std::io::stderr(),
        "Open it in any browser, then run `confluence-mcp login --verifier \"{answer}\"{connection}` with {brought}, {}.",
        session.how_soon()
    )?;
    Ok(())
}

fn answered(answer: String) -> Result<String> {
    if answer != "-" {
        return Ok(answer);
    }
    let mut text = String::new();
    std::io::stdin().take(1 << 16).read_to_string(&mut text)?;
    Ok(text.trim().to_owned())
}

/// Logs in with a browser on this machine, which comes back by itself, or with one elsewhere, whose answer the person
/// at the terminal brings.
///
/// `connection` is what a command takes for the same connection.
pub(super) async fn with_a_browser(session: &Session, connection: &str) -> Result<Login> {
    if !std::io::stdin().is_terminal() {
        return session.login(&show).await.map_err(|error| match cannot_listen(&error) {
            true => format!("{error}; `login --url` and then `login --verifier` need no port here").into(),
            false => again(error, session, connection),
        });
    }
    let listened = async {
        match session.login(&show).await {
            Err(error) if cannot_listen(&error) => {
                show(session.begin_login().await?.authorization_url().clone()).await?;
                std::future::pending().await
            }
            done => done.map_err(|error| again(error, session, connection)),
        }
    };
    tokio::select! {
        login = listened => login,
        answer = pasted() => session.finish_login(&answer?).await.map_err(|error| again(error, session, connection)),
    }
}

/// The service was busy: the same answer still works.
fn again(
    error: confluence_oauth::Error,
    session: &Session,
    connection: &str,
) -> Box<dyn std::error::Error + Send + Sync> {
    match error.is_transient() {
        true => format!(
            "{}; run `confluence-mcp login --verifier \"{}\"{connection}` again with the same answer in a moment",
            error.explained(),
            answer(session)
        )
        .into(),
        false => error.into(),
    }
}

/// The same where the answer came as an option, and by no property.
fn of_option(error: Box<dyn std::error::Error + Send + Sync>) -> Box<dyn std::error::Error + Send + Sync> {
    match error.to_string().strip_prefix("OAuthVerifier: ") {
        Some(why) => format!("--verifier: {why}").into(),
        None => error,
    }
}

/// Whether the browser cannot come back by itself: `CallbackURL` is `oob` or elsewhere, or its port is taken.
fn cannot_listen(error: &confluence_oauth::Error) -> bool {
    let config = error.kind() == ErrorKind::Config && error.property() == Some("CallbackURL");
    config || error.kind() == ErrorKind::CallbackPort
}

/// What the person types: empty lines are none.
async fn pasted() -> Result<String> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        if !line.trim().is_empty() {
            return Ok(line.trim().to_owned());
        }
    }
    Err("the input ended before the login was completed".into())
}

/// Opens the browser where there is one, and shows the address in any case.
async fn show(address: Url) -> Result<(), confluence_oauth::ExchangeError> {
    writeln!(std::io::stderr(), "Log in at {address}")?;
    if std::io::stdin().is_terminal() {
        let elsewhere = "If the browser does not come back by itself, paste here the URL that it ends at, or the \
                         code that the page shows.";
        writeln!(std::io::stderr(), "{elsewhere}")?;
    }
    #[cfg(feature = "browser")]
    if confluence_oauth::Browser::new().is_available() {
        use confluence_oauth::LoginPrompt as _;

        // The address was shown, and any other browser will do.
        if let Err(error) = confluence_oauth::Browser::new().show(address).await {
            writeln!(std::io::stderr(), "No browser could be opened ({error}): open the URL yourself.")?;
        }
    }
    Ok(())
}

pub(super) fn tell(login: &Login) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "Logged in.")?;
    if !login.refreshable {
        writeln!(out, "The token cannot be refreshed: log in again when it expires.")?;
    }
    if !login.missing_scopes.is_empty() {
        writeln!(out, "Not granted: {}", login.missing_scopes.join(" "))?;
    }
    Ok(())
}
