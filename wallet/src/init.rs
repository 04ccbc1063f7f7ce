//! Making a wallet.

use serde_json::json;
use shared::sealed::Fresh;
use shared::seed::Seed;

use crate::failure::Failure;
use crate::kept::Wallet;
use crate::session::Session;
use crate::store::Store;

/// Makes a wallet with this seed, which must be random, as `fresh` must; says what to do next.
pub fn init(session: &Session, seed: Seed, fresh: &Fresh) -> Result<String, Failure> {
    let store = Store::new(&session.home);
    store.must_be_free()?;
    // Before a passphrase is thought up: whether it can be written here at all.
    session.home.create()?;
    let passphrase = session.new_passphrase()?;
    let _lock = session.lock()?;
    store.create(&Wallet::new(seed), &passphrase, fresh)?;
    let path = store.path().display().to_string();
    Ok(if session.json {
        json!({ "wallet": path }).to_string()
    } else {
        session.say("init-done", &[("path", path.into())])
    })
}
