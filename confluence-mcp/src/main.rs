//! The server as a program: `confluence-mcp --help`.

mod command;

use std::io::Write as _;
use std::process::ExitCode;

use command::Arguments;

fn main() -> ExitCode {
    #[cfg(feature = "office")]
    if std::env::args_os().nth(1).is_some_and(|word| word == command::READ_OFFICE_FILE) {
        return confluence_mcp::office::main();
    }
    let arguments = Arguments::read();
    let for_many = arguments.is_for_many();
    arguments.log.start(for_many);
    let mut builder = match for_many {
        true => tokio::runtime::Builder::new_multi_thread(),
        false => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let done = runtime.block_on(command::run(arguments));
    // A read of standard input that nobody ends must not keep the process alive.
    runtime.shutdown_background();
    done.unwrap_or_else(|error| failed(error.as_ref()))
}

/// Says what failed and why, on standard error: standard output belongs to the protocol.
fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    let closed = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    // Whoever reads has seen enough, as in `confluence-mcp scopes | head -1`.
    if error.downcast_ref().is_some_and(closed) {
        return ExitCode::SUCCESS;
    }
    let mut text = format!("error: {}", command::said(&error));
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    if let Some(hint) = confluence_mcp::agent_sandbox::hint_of(error) {
        text = format!("{text}\n{hint}");
    }
    drop(writeln!(std::io::stderr(), "{text}"));
    ExitCode::FAILURE
}
