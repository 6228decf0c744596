/* Security of proxies. Objects of this process have none, and say so: only what implements IClientSecurity is asked. */
#include "nt/nt.h"
#define COBJMACROS
#include <objbase.h>
#include "ole32_private.h"

static HRESULT client_security(IUnknown *proxy, IClientSecurity **security)
{
    if (!proxy) return E_INVALIDARG;
    return IUnknown_QueryInterface(proxy, &IID_IClientSecurity, (void **)security);
}

HRESULT WINAPI CoSetProxyBlanket(IUnknown *proxy, DWORD authentication, DWORD authorization, OLECHAR *principal,
                                 DWORD level, DWORD impersonation, RPC_AUTH_IDENTITY_HANDLE identity,
                                 DWORD capabilities)
{
    IClientSecurity *security;
    HRESULT result = client_security(proxy, &security);
    if (FAILED(result)) return result;
    result = IClientSecurity_SetBlanket(security, proxy, authentication, authorization, principal, level, impersonation,
                                        identity, capabilities);
    IClientSecurity_Release(security);
    return result;
}

HRESULT WINAPI CoQueryProxyBlanket(IUnknown *proxy, DWORD *authentication, DWORD *authorization, OLECHAR **principal,
                                   DWORD *level, DWORD *impersonation, RPC_AUTH_IDENTITY_HANDLE *identity,
                                   DWORD *capabilities)
{
    IClientSecurity *security;
    HRESULT result = client_security(proxy, &security);
    if (FAILED(result)) return result;
    result = IClientSecurity_QueryBlanket(security, proxy, authentication, authorization, principal, level,
                                          impersonation, identity, capabilities);
    IClientSecurity_Release(security);
    return result;
}

HRESULT WINAPI CoCopyProxy(IUnknown *proxy, IUnknown **copy)
{
    IClientSecurity *security;
    if (!copy) return E_INVALIDARG;
    *copy = NULL;
    HRESULT result = client_security(proxy, &security);
    if (FAILED(result)) return result;
    result = IClientSecurity_CopyProxy(security, proxy, copy);
    IClientSecurity_Release(security);
    return result;
}
