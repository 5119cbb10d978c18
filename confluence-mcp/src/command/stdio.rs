//! The protocol on standard input and output.

use confluence_mcp::{BoundedTransport, JsonLines, Server};
use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use rmcp::transport::io::stdio_pipes;

use super::error::Result;

/// Serves until the client has said its last and was answered, or nobody reads the answers any more.
pub(crate) async fn serve(server: Server) -> Result<()> {
    let (input, output) = stdio_pipes();
    let transport = BoundedTransport::new(JsonLines::new(input, output));
    let served = async {
        match server.serve(transport).await {
            Ok(service) => {
                service.waiting().await?;
                Ok(())
            }
            // The client went before it said anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    };
    tokio::select! {
        ended = served => ended,
        () = unread() => Ok(()),
    }
}

/// Returns when the reader of standard output is gone, and never where that cannot be seen.
async fn unread() {
    #[cfg(target_os = "linux")]
    {
        use tokio::io::Interest;
        use tokio::net::unix::pipe;

        // A file or a terminal has no reader that could go, and is no pipe to open.
        if let Ok(output) = pipe::OpenOptions::new().open_sender("/proc/self/fd/1")
            && output.ready(Interest::ERROR).await.is_ok()
        {
            return;
        }
    }
    std::future::pending().await
}
