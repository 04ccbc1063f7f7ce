//! The revoked sets once more as Token Status Lists (draft-ietf-oauth-status-list-20, CWT form), for programs that know that
//! draft and not this protocol: one bit for every index of an epoch.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use host::fault::{Doing, Fault};
use serde_json::{Value, json};
use shared::credential::StatusIndex;
use shared::freshness::Validity;
use shared::manifest::{ListEntry, ManifestContent};
use shared::publication;
use shared::status_list::{Source, StatusList};
use shared::status_list_token::StatusListToken;
use shared::time::Epoch;
use url::Url;

use crate::failure::{Failure, Refused};
use crate::folder::Folder;
use crate::signer::Signer;

/// Bytes of the bit array that are in memory at a time.
const BLOCK: usize = 1 << 16;

/// Where the published folder can be fetched: how the URI in every token begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address of a folder on a web server, with or without a slash at its end.
    pub fn parse(given: &str) -> Result<Self, Refused> {
        Self::read(given).ok_or(Refused::StatusAddress)
    }

    fn read(given: &str) -> Option<Self> {
        let url = Url::parse(given).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_folder = url.query().is_none() && url.fragment().is_none();
        // A name and a password would stand in every token.
        let is_public = url.username().is_empty() && url.password().is_none();
        // A URL may have a few characters that a URI (RFC 3986) may not.
        let is_uri = url.path().bytes().all(is_of_a_path);
        let address = url.as_str();
        let address = address.strip_suffix('/').unwrap_or(address);
        (is_web && is_folder && is_public && is_uri).then(|| Self(address.to_owned()))
    }

    /// The URI of the published file with this name.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }
}

const fn is_of_a_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'$'..=b'/' | b':' | b';' | b'=' | b'@' | b'_' | b'~'
        )
}

/// A token in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Whose credentials it is about.
    pub epoch: Epoch,
    /// Its name below the folder.
    pub name: String,
    /// Where it can be fetched.
    pub uri: String,
    /// Its size in bytes.
    pub size: usize,
}

impl Placed {
    /// The same for programs.
    #[must_use]
    pub fn for_programs(&self) -> Value {
        json!({
            "epoch": self.epoch.number(),
            "file": self.name,
            "uri": self.uri,
            "size": self.size,
        })
    }
}

/// Puts the lists of a publication, which are in the folder, there once more as Token Status Lists; calls `placed` after each,
/// because deflating takes seconds where indices are many.
///
/// A token's address cannot change: who asks for it was told long before. So these files are replaced, one after the other,
/// and each says for itself until when it holds.
pub fn put(
    folder: &Folder,
    signer: &Signer<'_>,
    address: &Address,
    publication: &ManifestContent,
    mut placed: impl FnMut(),
) -> Result<Vec<Placed>, Failure> {
    let put = |entry: &ListEntry| -> Result<_, Failure> {
        let ours = publication::status_list(publication.issuer, &entry.hash);
        let file = folder.read(&ours, entry.size)?;
        let name = publication::token_status_list(publication.issuer, entry.epoch);
        let uri = address.of(&name);
        let token = StatusList::open(file, entry)
            .map_err(io::Error::other)
            .and_then(|list| token_status_list(signer, &uri, publication.validity, &list))
            .map_err(Fault::io(&folder.path(&ours), Doing::Read))?;
        folder.replace(&name, &token)?;
        placed();
        Ok(Placed {
            epoch: entry.epoch,
            name,
            uri,
            size: token.len(),
        })
    };
    publication.lists.iter().map(put).collect()
}

/// The token that lies at `uri` and says the same as this list.
pub fn token_status_list<S: Source>(
    signer: &Signer<'_>,
    uri: &str,
    validity: Validity,
    list: &StatusList<S>,
) -> io::Result<Vec<u8>> {
    let revoked = list.revoked().map_err(io::Error::other)?;
    let lst = compressed(list.entry().capacity, &revoked)?;
    drop(revoked);
    Ok(signer.status_list_token(&StatusListToken {
        uri,
        validity,
        lst: &lst,
    }))
}

/// One bit for every index, the lowest of each byte first, in the zlib format at the level that the draft recommends.
fn compressed(indices: u64, revoked: &[StatusIndex]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let mut revoked = revoked.iter().map(|index| index.number()).peekable();
    for start in (0..indices).step_by(BLOCK * 8) {
        let left = usize::try_from((indices - start).div_ceil(8));
        let mut block = vec![0; left.map_or(BLOCK, |left| left.min(BLOCK))];
        for (place, byte) in (start / 8..).zip(&mut block) {
            while let Some(index) = revoked.next_if(|index| index / 8 == place) {
                *byte |= 1_u8 << (index % 8);
            }
        }
        encoder.write_all(&block)?;
    }
    encoder.finish()
}
