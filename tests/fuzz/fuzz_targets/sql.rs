//! Any text as a query, as a change that is only told of, and as a call: no panic, no write, and nothing of a space that is
//! left out.
#![no_main]

use std::sync::OnceLock;
use std::time::Duration;

use confluence_client::Policy;
use confluence_client::sql::{QueryLimits, Sql};
use confluence_client::testing::{NewPage, Sandbox};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

struct World {
    runtime: Runtime,
    sandbox: Sandbox,
    sql: Sql,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let sandbox = Sandbox::cloud();
        for key in ["OPEN", "CLOSED"] {
            sandbox.add_space(key, key);
        }
        sandbox.add_page(NewPage::new("OPEN", "Open page").storage("<p>fine</p>").labels(["fine"]));
        sandbox.add_page(NewPage::new("CLOSED", "Walrus page").storage("<p>walrus</p>").labels(["walrus"]));
        let wiki = sandbox.wiki().with_policy(Policy::new().spaces(["OPEN"]));
        let limits = QueryLimits::new().rows(20).requests(5).time(Duration::from_millis(500));
        World { runtime, sandbox, sql: Sql::new(wiki).with_limits(limits) }
    })
}

fuzz_target!(|text: &str| {
    let World { runtime, sandbox, sql } = world();
    sandbox.reset_traffic();
    runtime.block_on(async {
        if let Ok(rows) = sql.query(text).rows().await {
            // A text that names the walrus itself may be answered with it.
            let told = format!("{:?}{:?}", rows.notes(), rows.all().await);
            assert!(text.to_lowercase().contains("walrus") || !told.to_lowercase().contains("walrus"), "{told}");
        }
        let _ = sql.explain(text).await;
        let _ = sql.change(text).dry_run().run().await;
    });
    let _ = Sql::call(text, &[]);
    for request in sandbox.requests() {
        assert!(!["PUT", "DELETE", "PATCH"].contains(&request.method.as_str()), "{request:?}");
    }
});
