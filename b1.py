import numpy as np, warnings, detbal, traceback
warnings.simplefilter("error")
from detbal.generators import *
rng=np.random.default_rng(3)
n=4
M=rng.normal(size=(n,n)); H0=(M+M.T)/2
M=rng.normal(size=(n,n))+1j*rng.normal(size=(n,n)); A=(M+M.conj().T)/2
for kT in (1e8,1e10,1e12,1e14):
    v=detbal.check(ding_li_lin(H0,[A],kT=kT),kT=kT,H=H0); print(kT,v.status.name,v.max_residual)
v=detbal.check(ding_li_lin(H0,[A],kT=1e12),kT=1e12,H=H0); print(v)
L=ding_li_lin(H0,[A],kT=1e12)
print(detbal.check(L,kT=1e12,H=H0,symmetry=Symmetry.KMS).residual)
# independent: GNS at infinite T
