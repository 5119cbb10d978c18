//! The client against the sandbox.

mod around;
mod attachments;
mod breaking;
mod causes;
mod comments;
mod conformance;
mod credentials;
mod declaring;
mod distrust;
mod dropping;
mod edit;
mod equal;
mod examples;
mod faults;
mod hatches;
mod kinds;
mod labels;
mod moving;
mod observing;
mod paging;
mod people;
mod policy;
mod policy_everywhere;
mod publishing;
mod resilience;
mod scripted;
mod settling;
mod tls;
mod told_in_part;
mod tree;
mod versions;
mod wiki;

use confluence_client::{Client, Credential, RetryPolicy, Site, Wiki, connection};
use tests::sandbox::{ADMIN, Deployment, Sandbox};

/// A sandbox of each kind, with sample content.
async fn both() -> [Sandbox; 2] {
    let start = |deployment| Sandbox::builder().deployment(deployment).sample_content().start();
    [start(Deployment::Cloud).await, start(Deployment::DataCenter).await]
}

/// The wiki of a sandbox, by its connection string.
async fn open(sandbox: &Sandbox) -> Wiki {
    connection::open(&sandbox.connection_string()).await.expect("a wiki")
}

/// A client of a Cloud that is somewhere else than a sandbox.
fn client_of(url: &str) -> Client {
    let credential = Credential::basic(ADMIN.email, ADMIN.api_token).expect("a credential");
    let builder = Client::builder(Site::cloud(url).expect("a site")).authenticator(credential);
    builder.retry(RetryPolicy::never()).build().expect("a client")
}
