//! `caller`: what a person is called in the logs and the token store of a server for many.

use std::io::Write as _;

use clap::Args;
use confluence_mcp::http::Principal;

use super::error::Result;

/// Who is meant.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The issuer, exactly as in --issuer of the server.
    issuer: String,
    /// The subject: the value of the claim `sub`, or of the server's --subject-claim. For several, a line each is
    /// printed.
    #[arg(required = true)]
    subjects: Vec<String>,
}

/// Needs no connection: the digest is of the two names alone.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut out = std::io::stdout();
    if !options.issuer.starts_with("https://") && !options.issuer.starts_with("http://") {
        let why = "is no URL, as the issuer of a server is (`iss` of its tokens): nobody has this id there";
        writeln!(std::io::stderr(), "warning: {} {why}", options.issuer)?;
    }
    for subject in &options.subjects {
        let principal = Principal::new(&options.issuer, subject);
        match options.subjects.as_slice() {
            [_] => writeln!(out, "{}", principal.key())?,
            _ => writeln!(out, "{} {subject}", principal.key())?,
        }
    }
    Ok(())
}
