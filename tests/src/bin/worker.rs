//! A process for races and kills: it uses a connection string from its environment, and dies where it is told.
//! With `WORKER_AHEAD` its clock is that many seconds ahead, so that stored tokens have ended for it.
//!
//! `worker race TASKS START` prints the token that each task got; all begin at START, in Unix milliseconds.
//! `worker die STEP` refreshes once and kills itself at that step. `worker spin` refreshes until it is killed.
//! `worker conformance` tries the rules of a token store on its store. With `WORKER_THREADS=1` the runtime has
//! the one thread only.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use confluence_oauth::{
    ConnectionString, Entry, EntryKey, Error, Lease, LoginGuard, Session, SessionOptions, TokenStore,
    conformance,
};

fn main() {
    let mut runtime = match std::env::var_os("WORKER_THREADS") {
        Some(_) => tokio::runtime::Builder::new_current_thread(),
        None => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.enable_all().build().unwrap().block_on(work());
}

async fn work() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["race", tasks, start] => race(tasks.parse().unwrap(), start.parse().unwrap()).await,
        ["die", step] => refresh(step).await,
        ["spin"] => spin().await,
        ["conformance"] => conform().await,
        _ => panic!("race TASKS START | die STEP | spin | conformance"),
    };
    if let Err(error) = outcome {
        println!("{:?} {error}", error.kind());
        std::process::exit(1);
    }
}

async fn race(tasks: usize, start: u64) -> Result<(), Error> {
    let session = Session::open(options()?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    tokio::time::sleep(Duration::from_millis(start).saturating_sub(now)).await;
    let tasks: Vec<_> = (0..tasks)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.access_token().await })
        })
        .collect();
    for task in tasks {
        println!("{}", task.await.unwrap()?.secret().expose());
    }
    Ok(())
}

async fn refresh(step: &str) -> Result<(), Error> {
    let inner = Session::open(options()?)?.store().clone();
    let store = Mortal { inner, step: Step(Arc::from(step)) };
    let session = Session::open(options()?.store(Arc::new(store)))?;
    let token = session.access_token().await?;
    println!("{}", token.secret().expose());
    Ok(())
}

async fn spin() -> Result<(), Error> {
    let session = Session::open(options()?)?;
    let mut token = session.access_token().await?;
    loop {
        token = session.refresh(&token).await?;
    }
}

async fn conform() -> Result<(), Error> {
    let report = conformance::check(|| async {
        // No handle shares anything with another but the storage.
        Ok(Session::open(options()?)?.store().clone())
    });
    report.await.into_result().unwrap_or_else(|report| panic!("{report}"));
    Ok(())
}

fn options() -> Result<SessionOptions, Error> {
    let mut string = ConnectionString::parse(&std::env::var("WORKER_STRING").unwrap())?;
    let ahead = std::env::var("WORKER_AHEAD").map_or(0, |seconds| seconds.parse().unwrap());
    let clock = move || SystemTime::now() + Duration::from_secs(ahead);
    let exchange = confluence_client::connection::exchange(confluence_client::Network::default().transport());
    Ok(SessionOptions::take_from(&mut string)?.clock(clock).exchange(exchange))
}

/// Where to die.
#[derive(Clone, Debug)]
struct Step(Arc<str>);

impl Step {
    fn reached(&self, step: &str) {
        if *self.0 == *step {
            end();
        }
    }
}

/// Ends this process as a loss of power would: nothing is written and nothing is given back.
fn end() -> ! {
    #[cfg(unix)]
    {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::thread::sleep(Duration::from_secs(60));
    }
    std::process::abort()
}

/// A store that kills its process.
#[derive(Debug)]
struct Mortal {
    inner: Arc<dyn TokenStore>,
    step: Step,
}

#[async_trait::async_trait]
impl TokenStore for Mortal {
    async fn load(&self, key: &EntryKey) -> Result<Option<Entry>, Error> {
        self.inner.load(key).await
    }

    async fn list(&self) -> Result<Vec<EntryKey>, Error> {
        self.inner.list().await
    }

    async fn clear(&self, key: &EntryKey) -> Result<(), Error> {
        self.inner.clear(key).await
    }

    async fn lease(&self, key: &EntryKey, deadline: Duration) -> Result<Box<dyn Lease>, Error> {
        let lease = self.inner.lease(key, deadline).await?;
        self.step.reached("leased");
        Ok(Box::new(MortalLease { inner: lease, step: self.step.clone(), publications: 0 }))
    }

    async fn begin_login(&self, key: &EntryKey) -> Result<LoginGuard, Error> {
        self.inner.begin_login(key).await
    }
}

#[derive(Debug)]
struct MortalLease {
    inner: Box<dyn Lease>,
    step: Step,
    publications: u32,
}

#[async_trait::async_trait]
impl Lease for MortalLease {
    async fn entry(&mut self) -> Result<Option<Entry>, Error> {
        let entry = self.inner.entry().await;
        self.step.reached("read");
        entry
    }

    async fn publish(&mut self, entry: &Entry) -> Result<(), Error> {
        self.publications += 1;
        // The first publication is the intent, the second the refreshed token: the request lies between.
        if self.publications == 2 {
            self.step.reached("answered");
        }
        self.inner.publish(entry).await?;
        self.step.reached(if self.publications == 1 { "intended" } else { "saved" });
        Ok(())
    }

    async fn clear(self: Box<Self>, version: u64) -> Result<(), Error> {
        self.inner.clear(version).await
    }

    async fn release(self: Box<Self>) -> Result<(), Error> {
        self.inner.release().await?;
        self.step.reached("released");
        Ok(())
    }
}
